"""What waits for an Office after a decision: money, a proof to check, a change to answer, an objection."""

from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import DateTimeField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce

from funding.choices import AmendmentState, CheckState, ProofState

if TYPE_CHECKING:
    from portal.accounts.models import User

# Rows, the way from them to the request, and since when.
type _Waiting = tuple[QuerySet[Any], str, F | Coalesce | Cast]


def to_be_done_from() -> Coalesce:
    """For a request: since when its award waits for the caseworker; None if it does not."""
    return _first(_for_caseworkers())


def to_be_signed_from() -> Coalesce:
    """For a request: since when its award waits for a second officer; None if it does not."""
    return _first(_for_second_officers())


def is_to_be_done() -> Q:
    """The award of a request waits for the caseworker."""
    return _any(_for_caseworkers())


def is_to_be_signed(by: "User | None" = None) -> Q:
    """The award of a request waits for a second officer; for `by` if that is said, who did not propose."""
    return _any(_for_second_officers(by))


def is_waiting() -> Q:
    """The award of a request waits for one of both."""
    return _any(chain(_for_caseworkers(), _for_second_officers()))


def _for_caseworkers() -> Iterator[_Waiting]:
    """In the order in which the page of a case names what comes next."""
    proofs = _rows("ProofOfUse").filter(state=ProofState.SUBMITTED).to_check()
    interims = _rows("InterimProof").filter(state=ProofState.SUBMITTED).unnoted()
    yield proofs, "award__request", F("submitted")
    yield _rows("Amendment").filter(state=AmendmentState.ASKED), "award__request", F("asked")
    yield interims, "award__request", F("submitted")
    remedied = _rows("ProofCheck").waiting_for_office().filter(raise_to__isnull=True)
    yield remedied, "proof__award__request", Cast(Coalesce("settled", "contested"), DateTimeField())
    yield _rows("ProofCheck").to_be_posted(), "proof__award__request", F("closed")
    yield _rows("Amendment").to_be_posted(), "award__request", F("decided")
    yield _rows("Drawdown").open(), "award__request", Coalesce("decided", "requested")


def _for_second_officers(by: "User | None" = None) -> Iterator[_Waiting]:
    others = Q() if by is None else ~Q(proposed_by=by)
    checks = _rows("ProofCheck").filter(others, state=CheckState.PROPOSED)
    yield checks, "proof__award__request", F("proposed")
    raised = _rows("ProofCheck").filter(contested__isnull=False, raise_to__isnull=False)
    raised = raised if by is None else raised.exclude(raise_by=by)
    yield raised, "proof__award__request", Cast("contested", DateTimeField())
    changes = _rows("Amendment").filter(others, state=AmendmentState.PROPOSED)
    yield changes, "award__request", F("proposed")


def _rows(model: str) -> Any:
    return apps.get_model("funding", model)._default_manager.order_by()


def _first(waiting: Iterator[_Waiting]) -> Coalesce:
    moments = (rows.filter(**{way: OuterRef("pk")}).values(moment=since) for rows, way, since in waiting)
    return Coalesce(*(Subquery(found[:1]) for found in moments))


def _any(waiting: Iterator[_Waiting]) -> Q:
    """Few rows wait: they are looked up once, not once for each request."""
    first, *others = (rows.values(way) for rows, way, _since in waiting)
    return Q(pk__in=first.union(*others))
