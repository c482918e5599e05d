"""The inbox of an Office: figures, filters in the address, whose turn since when."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from funding import rules
from funding.choices import Party
from funding.forms.desk_inbox import BulkForm, InboxForm
from funding.models import Office
from funding.queries.inbox import chosen, numbers
from funding.services import assigning
from funding.services import inbox as tables_of
from funding.views.desk_access import cases, office_of
from organisations.models import Organisation
from portal.accounts.views.signed_in import person

PER_PAGE = 25


@login_required
def inbox(request: HttpRequest, slug: str) -> HttpResponse:
    """All that was submitted to this Office."""
    office = office_of(request, slug)
    people = assigning.caseworkers(office)
    rows, form = cases(request, office), InboxForm(request.GET, office=office, people=people)
    works = Party.CASEWORKER in rules.desk_parties(request.user).get(office.pk, ())
    shown = chosen(rows, form.filters(), office, person(request)).with_hearing().with_turn_after_award()
    shown = shown.select_related("submission", "caseworker")
    found, pages = numbers(rows, office, person(request)), Paginator(shown, PER_PAGE)
    if form.shows_all:
        pages.count = found["all"]  # a count over all of them is not made twice
    return render(
        request,
        "funding/desk/inbox.html",
        {
            "office": office,
            "form": form,
            "page_obj": pages.get_page(request.GET.get("page")),
            "bulk": BulkForm(people=people) if works else None,
            "views": office.saved_views.filter(user=person(request)),
            "tiles": tiles(office, found),
            "is_member": Organisation.objects.of(request.user).exists(),
            "has_stepped_back": person(request).recusals.filter(request__office=office).exists(),
            "to_sign": found["to_sign"],
            "after": rows.waiting_after_award().count(),
        },
    )


@login_required
@require_POST
def table(request: HttpRequest, slug: str) -> HttpResponse:
    """All that fits the filters as a sheet, which a job makes; the page of the document waits for it."""
    office = office_of(request, slug)
    form = InboxForm(request.GET, office=office, people=assigning.caseworkers(office))
    document = tables_of.inbox_table(
        office,
        form.as_params(),
        request.POST.get("as", ""),
        by=person(request),
        language=get_language() or "de",
    )
    return redirect(document)


def tiles(office: Office, found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Four figures, each a link to its rows."""
    base = reverse("funding:inbox", args=[office.slug])
    return [
        {"number": found["new"], "key": "new", "url": f"{base}?state=submitted"},
        {"number": found["mine"], "key": "mine", "url": f"{base}?turn=mine"},
        {"number": found["soon"], "key": "soon", "url": f"{base}?due=week"},
        {"amount": found["asked"], "key": "asked", "url": base},
    ]
