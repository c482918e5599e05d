"""The outside links of the portal: which ones are gone, where they stand, since when."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.views.signed_in import person
from portal.guides.choices import LinkState
from portal.guides.forms.desk_links import FineForm, LinksForm
from portal.guides.models import LinkCheck
from portal.guides.queries import LinkCheckQuerySet
from portal.guides.reports.links import uses_of
from portal.guides.services import linkcheck
from portal.guides.views.desk_editor_access import editors_only
from portal.lib.dates import today

PER_PAGE = 25
FINE_FOR = timedelta(days=90)  # what is proposed


@editors_only
@require_safe
def links(request: HttpRequest) -> HttpResponse:
    form = LinksForm(request.GET)
    shown = form.cleaned_data["state"] if form.is_valid() else ""
    page_obj = Paginator(_shown(request, shown), PER_PAGE).get_page(request.GET.get("page"))
    places = uses_of(link.url for link in page_obj)
    day = today()
    context = {
        "form": form,
        "page_obj": page_obj,
        "rows": [(link, places.get(link.url, []), link.is_fine(day)) for link in page_obj],
        "proposed": day + FINE_FOR,
        "latest": day + linkcheck.LONGEST_FINE,
        "today": day,
    }
    return render(request, "guides/desk/links.html", context)


def _shown(request: HttpRequest, shown: str) -> LinkCheckQuerySet:
    known: LinkCheckQuerySet = LinkCheck.objects.visible_to(request.user).in_use()
    if shown == "all":
        return known
    if shown == "fine":
        return known.filter(fine_until__gte=today())
    if shown in (LinkState.FAILING, LinkState.UNTELLABLE):
        return known.filter(state=shown)
    return known.to_look_at(today())


@editors_only
@require_POST
def ask_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the link asked by a job."""
    linkcheck.ask_again(_link(request, pk), by=person(request))
    messages.success(request, _("The link is being checked. Open this page again in a minute."))
    return _back(request)


@editors_only
@require_POST
def call_fine(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody has looked at the page behind the link."""
    link, form = _link(request, pk), FineForm(request.POST)
    if form.is_valid():
        try:
            linkcheck.call_fine(link, form.cleaned_data["until"], by=person(request))
            messages.success(request, _("Saved."))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    else:
        messages.error(request, _("Choose a day within the next twelve months."))
    return _back(request)


def _link(request: HttpRequest, pk: int) -> LinkCheck:
    return get_object_or_404(LinkCheck.objects.visible_to(request.user), pk=pk)


def _back(request: HttpRequest) -> HttpResponse:
    """The list as it was filtered."""
    shown = request.POST.get("state", "")
    query = {"state": shown} if shown in LinksForm.SHOWN else None
    return redirect(reverse("guides:desk_links", query=query))
