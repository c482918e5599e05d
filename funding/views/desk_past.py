"""Grants of the time before the portal: in sums, and organisation by organisation."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from funding import rules
from funding.forms.desk_past import MatchForm
from funding.models import Office, PastGrant, Recipient
from funding.services import past
from funding.views.desk_access import cases, office_of
from organisations.models import Organisation
from portal.accounts.views.signed_in import person

PER_PAGE = 50
SHOWN = 3


@login_required
@require_safe
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """All lists of the Office together, year by year."""
    office = office_of(request, slug)
    grants = _grants(request, office)
    years = list(grants.by_year())
    context = {
        "office": office,
        "years": years,
        "number": sum(year["number"] for year in years),
        "total": sum(year["total"] for year in years),
        "lists": office.grant_lists.all(),
        "page_obj": Paginator(grants.by_organisation(), PER_PAGE).get_page(request.GET.get("page")),
        "doubtful": _doubtful(request, office).count(),
        "may_match": rules.may_match_grants(person(request), office),
    }
    return render(request, "funding/desk/past.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, slug: str) -> HttpResponse:
    """One recipient at a time of whom somebody has to say which organisation it is."""
    office = _matching(request, slug)
    if request.method == "POST":
        return _answer(request, office)
    waiting = _doubtful(request, office).order_by("pk")
    after = request.GET.get("after", "")
    later = waiting.filter(pk__gt=int(after[:18])) if after.isascii() and after.isdigit() else waiting
    row = later.with_sums().first() or waiting.with_sums().first()
    return _ask(request, office, row, waiting.count())


@login_required
@require_safe
def earlier(request: HttpRequest, slug: str, organisation: str) -> HttpResponse:
    """What one organisation was given before, by this Office here and in its lists."""
    office = office_of(request, slug)
    found = get_object_or_404(Organisation, slug=organisation)
    grants = _grants(request, office).filter(recipient__organisation=found)
    requests = cases(request, office).filter(organisation=found)
    if not grants.exists() and not requests.exists():
        raise Http404
    awarded = requests.filter(award__isnull=False).select_related("award", "submission")
    context = {
        "office": office,
        "organisation": found,
        "awarded": awarded.order_by("-award__start"),
        "page_obj": Paginator(grants, PER_PAGE).get_page(request.GET.get("page")),
        "total": grants.aggregate(sum=Sum("amount"))["sum"],
        "recipients": _recipients(request, office).filter(organisation=found).with_sums(),
        "may_match": rules.may_match_grants(person(request), office),
    }
    return render(request, "funding/desk/earlier.html", context)


@login_required
@require_POST
def take_back(request: HttpRequest, slug: str, organisation: str, recipient_id: int) -> HttpResponse:
    """This recipient is not that organisation after all."""
    office = _matching(request, slug)
    row = get_object_or_404(
        _recipients(request, office).select_related("organisation"),
        pk=recipient_id, organisation__slug=organisation,
    )  # fmt: skip
    past.take_back(row, row.organisation, by=person(request))
    messages.success(request, _("Taken apart. It will not be proposed again."))
    return redirect("funding:past_grants", office.slug)


def _matching(request: HttpRequest, slug: str) -> Office:
    """The Office in the address, for who says which organisation a recipient is."""
    office = office_of(request, slug)
    if not rules.may_match_grants(person(request), office):
        raise Http404
    return office


def _grants(request: HttpRequest, office: Office) -> Any:
    return PastGrant.objects.of_offices(request.user).filter(list__office=office)


def _recipients(request: HttpRequest, office: Office) -> Any:
    return Recipient.objects.of_offices(request.user).filter(list__office=office)


def _doubtful(request: HttpRequest, office: Office) -> Any:
    return Recipient.objects.doubtful_to(request.user).filter(list__office=office)


def _answer(request: HttpRequest, office: Office) -> HttpResponse:
    sent = request.POST.get("recipient", "")
    pk = int(sent[:18]) if sent.isascii() and sent.isdigit() else 0
    row = get_object_or_404(_recipients(request, office).with_sums(), pk=pk)
    form = MatchForm(request.POST, recipient=row, possible=_possible(request, row))
    if not form.is_valid():
        return _ask(request, office, row, _doubtful(request, office).count(), form)
    try:
        _carry_out(row, form.organisation, request)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(f"{reverse('funding:past_review', args=[office.slug])}?after={row.pk}")


def _carry_out(row: Recipient, chosen: Organisation | None, request: HttpRequest) -> None:
    if chosen is None:
        past.refuse(row, by=person(request))
        messages.success(request, _("Noted: none of these. It will not be proposed again."))
    else:
        past.accept(row, chosen, by=person(request))
        messages.success(request, _("Noted: it is “%(name)s”.") % {"name": chosen.name})


def _possible(request: HttpRequest, row: Recipient) -> Any:
    return row.possible.open_to(request.user).select_related("organisation")


def _ask(
    request: HttpRequest, office: Office, row: Recipient | None, waiting: int, form: MatchForm | None = None
) -> HttpResponse:
    context: dict[str, Any] = {"office": office, "recipient": row, "waiting": waiting, "form": form}
    if row is not None:
        context["form"] = form or MatchForm(recipient=row, possible=_possible(request, row))
        context["grants"] = row.grants.all()[:SHOWN]
    return render(request, "funding/desk/past_review.html", context, status=422 if form else 200)
