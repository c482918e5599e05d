"""What an officer looks for among the requests of an Office."""

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from funding.choices import OfficeRole
from funding.queries.requests import FundingRequestQuerySet
from portal.lib.dates import today

if TYPE_CHECKING:
    from portal.accounts.models import User

type Rows = FundingRequestQuerySet

SOON = timedelta(days=7)
_ORDER = {"": ("due", "submitted_at"), "age": ("submitted_at",), "new": ("-submitted_at",)}


def chosen(rows: Rows, filters: Mapping[str, Any], office: Any, user: "User") -> Rows:
    """The rows that fit the filters of the inbox, in its order; without filters all that is undecided."""
    rows = _in_state(rows, filters.get("state", ""))
    rows = _of_turn(rows, filters.get("turn", ""), office, user)
    if filters.get("who"):
        rows = rows.filter(caseworker=filters["who"])
    if filters.get("due") == "week":
        rows = rows.due_by(today() + SOON)
    if filters.get("q"):
        rows = rows.matching(filters["q"])
    return rows.order_by(*_ORDER[filters.get("sort", "")], "pk")


def _in_state(rows: Rows, state: str) -> Rows:
    if state == "":
        return rows.undecided()
    return rows if state == "all" else rows.filter(state=state)


def _of_turn(rows: Rows, turn: str, office: Any, user: "User") -> Rows:
    if turn == "mine":
        return mine(rows, office, user)
    if turn == "applicant":
        return rows.waiting_for_applicant()
    if turn == "office":
        return rows.waiting_for_caseworker() | rows.waiting_for_countersigner()
    return rows


def mine(rows: Rows, office: Any, user: "User") -> Rows:
    """Whose turn it is: mine as caseworker (or nobody's yet), mine as second officer."""
    roles = set(office.memberships.filter(user=user).values_list("role", flat=True))
    wanted = Q(pk__in=[])
    if OfficeRole.CASEWORKER in roles:
        is_ones_own = Q(caseworker=user) | Q(caseworker__isnull=True)
        wanted |= Q(pk__in=rows.waiting_for_caseworker().filter(is_ones_own).values("pk"))
    if OfficeRole.COUNTERSIGNER in roles:
        wanted |= Q(pk__in=to_sign(rows, office, user).values("pk"))
    return rows.filter(wanted)


def to_sign(rows: Rows, office: Any, user: "User") -> Rows:
    """Proposals that `user` may countersign: a second officer who did not propose."""
    if not office.memberships.filter(user=user, role=OfficeRole.COUNTERSIGNER).exists():
        return rows.none()
    own = Q(decisions__voided__isnull=True, decisions__proposed_by=user)
    return rows.waiting_for_countersigner().exclude(own)
