"""The inbox of an Office: figures, filters in the address, whose turn since when."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from funding.choices import OfficeRole, State
from funding.forms.desk_review import InboxForm
from funding.models import Office
from funding.queries.requests import FundingRequestQuerySet
from funding.views.desk_access import cases, office_of
from organisations.models import Organisation
from portal.accounts.models import User
from portal.accounts.views.signed_in import person
from portal.lib.dates import today

PER_PAGE = 25
_ORDER = {"": ("due", "submitted_at"), "age": ("submitted_at",), "new": ("-submitted_at",)}


@login_required
def inbox(request: HttpRequest, slug: str) -> HttpResponse:
    """All that was submitted to this Office."""
    office = office_of(request, slug)
    rows, form = cases(request, office), InboxForm(request.GET)
    shown = _filtered(rows, form, office, person(request)).select_related("submission", "caseworker")
    return render(
        request,
        "funding/desk/inbox.html",
        {
            "office": office,
            "form": form,
            "page_obj": Paginator(shown, PER_PAGE).get_page(request.GET.get("page")),
            "tiles": tiles(rows, office, person(request)),
            "is_member": Organisation.objects.of(request.user).exists(),
            "to_sign": to_sign(rows, office, person(request)).count(),
        },
    )


def mine(rows: FundingRequestQuerySet, office: Office, user: User) -> FundingRequestQuerySet:
    """Whose turn it is: mine as caseworker (or nobody's yet), mine as second officer."""
    roles = set(office.memberships.filter(user=user).values_list("role", flat=True))
    wanted = Q(pk__in=[])
    if OfficeRole.CASEWORKER in roles:
        waiting = rows.waiting_for_caseworker().filter(Q(caseworker=user) | Q(caseworker__isnull=True))
        wanted |= Q(pk__in=waiting.values("pk"))
    if OfficeRole.COUNTERSIGNER in roles:
        wanted |= Q(pk__in=to_sign(rows, office, user).values("pk"))
    return rows.filter(wanted)


def to_sign(rows: FundingRequestQuerySet, office: Office, user: User) -> FundingRequestQuerySet:
    """Proposals that `user` may countersign: a second officer who did not propose."""
    if not office.memberships.filter(user=user, role=OfficeRole.COUNTERSIGNER).exists():
        return rows.none()
    own = Q(decisions__voided__isnull=True, decisions__proposed_by=user)
    return rows.waiting_for_countersigner().exclude(own)


def tiles(rows: FundingRequestQuerySet, office: Office, user: User) -> list[dict[str, Any]]:
    """Four figures, each a link to its rows."""
    base = reverse("funding:inbox", args=[office.slug])
    asked = rows.undecided().aggregate(sum=Sum("submission__requested"))["sum"] or 0
    soon = rows.due_by(today() + timedelta(days=7)).count()
    return [
        {
            "number": rows.filter(state=State.SUBMITTED).count(),
            "key": "new",
            "url": f"{base}?state=submitted",
        },
        {"number": mine(rows, office, user).count(), "key": "mine", "url": f"{base}?turn=mine"},
        {"number": soon, "key": "soon", "url": f"{base}?due=week"},
        {"amount": asked, "key": "asked", "url": base},
    ]


def _filtered(
    rows: FundingRequestQuerySet, form: InboxForm, office: Office, user: User
) -> FundingRequestQuerySet:
    data = form.cleaned_data if form.is_valid() else {}
    state = data.get("state", "")
    if state == "":
        rows = rows.undecided()
    elif state != "all":
        rows = rows.filter(state=state)
    rows = _of_turn(rows, data.get("turn", ""), office, user)
    if form.data.get("due") == "week":
        rows = rows.due_by(today() + timedelta(days=7))
    if data.get("q"):
        rows = rows.matching(data["q"])
    return rows.order_by(*_ORDER[data.get("sort", "")], "pk")


def _of_turn(rows: FundingRequestQuerySet, turn: str, office: Office, user: User) -> FundingRequestQuerySet:
    if turn == "mine":
        return mine(rows, office, user)
    if turn == "applicant":
        return rows.waiting_for_applicant()
    if turn == "office":
        return rows.waiting_for_caseworker() | rows.waiting_for_countersigner()
    return rows
