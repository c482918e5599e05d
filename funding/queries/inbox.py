"""What an officer looks for among the requests of an Office."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, Sum

from funding.choices import OfficeRole, State
from funding.queries.offices import ones_own
from funding.queries.requests import FundingRequestQuerySet
from portal.lib.dates import today

if TYPE_CHECKING:
    from portal.accounts.models import User

type Rows = FundingRequestQuerySet

SOON = timedelta(days=7)
AFTER = "after"  # what is decided and waits for the Office all the same
_ORDER = {"": ("due", "submitted_at"), "age": ("submitted_at",), "new": ("-submitted_at",)}


def chosen(rows: Rows, filters: Mapping[str, Any], office: Any, user: "User") -> Rows:
    """The rows that fit the filters of the inbox, in its order; without filters all that is undecided."""
    rows = _in_state(rows, filters.get("state", ""))
    rows = _of_turn(rows, filters, office, user)
    if filters.get("who"):
        rows = rows.filter(caseworker=filters["who"])
    if filters.get("programme"):
        rows = rows.filter(programme__slug=filters["programme"])
    if filters.get("due") == "week":
        rows = rows.due_by(today() + SOON)
    if filters.get("q"):
        rows = rows.matching(filters["q"])
    return rows.order_by(*_ORDER[filters.get("sort", "")], "pk")


def _in_state(rows: Rows, state: str) -> Rows:
    if state == "":
        return rows.undecided()
    if state == AFTER:
        return rows.waiting_after_award()
    return rows if state == "all" else rows.filter(state=state)


def _of_turn(rows: Rows, filters: Mapping[str, Any], office: Any, user: "User") -> Rows:
    """What waits after an award is looked for only where decided requests are asked for."""
    turn, undecided = filters.get("turn", ""), filters.get("state", "") == ""
    if turn == "mine":
        return mine(rows, office, user) if undecided else _mine_or_after_award(rows, office, user)
    if turn == "applicant":
        return rows.waiting_for_applicant()
    if turn == "office":
        found = rows.waiting_for_caseworker() | rows.waiting_for_countersigner()
        return found if undecided else found | rows.waiting_after_award()
    return rows


def _mine_or_after_award(rows: Rows, office: Any, user: "User") -> Rows:
    roles = _roles(office, user)
    after_award = rows.mine_after_award(
        working=user if OfficeRole.CASEWORKER in roles else None,
        signing=user if OfficeRole.COUNTERSIGNER in roles else None,
    )
    return rows.filter(_is_mine(rows, roles, user)) | after_award


def mine(rows: Rows, office: Any, user: "User") -> Rows:
    """Whose turn it is: mine as caseworker (or nobody's yet), mine as second officer."""
    return rows.filter(_is_mine(rows, _roles(office, user), user))


def numbers(rows: Rows, office: Any, user: "User") -> dict[str, Any]:
    """Of what is undecided: how many there are in `all`, are `new`, `soon` due and `mine`, how many are mine
    `to_sign`, and the sum `asked` for in EUR. One pass over it, beside the question what `user` is there.
    """
    roles = _roles(office, user)
    return rows.undecided().aggregate(
        all=Count("pk"),
        new=Count("pk", filter=Q(state=State.SUBMITTED)),
        soon=Count("pk", filter=Q(due__lte=today() + SOON)),
        mine=Count("pk", filter=_is_mine(rows, roles, user)),
        to_sign=Count("pk", filter=_is_to_sign(rows, roles, user)),
        asked=Sum("submission__requested", default=Decimal(0)),
    )


def _roles(office: Any, user: "User") -> set[str]:
    return set(office.memberships.filter(user=user).values_list("role", flat=True))


def _is_mine(rows: Rows, roles: set[str], user: "User") -> Q:
    wanted = _is_to_sign(rows, roles, user)
    return wanted | rows.is_caseworkers_turn() & ones_own(user) if OfficeRole.CASEWORKER in roles else wanted


def _is_to_sign(rows: Rows, roles: set[str], user: "User") -> Q:
    """Proposals that `user` may countersign: a second officer who did not propose."""
    return rows.is_for_signing_by(user) if OfficeRole.COUNTERSIGNER in roles else Q(pk__in=[])
