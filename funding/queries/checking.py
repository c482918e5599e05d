from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from funding.choices import OPEN_DRAWDOWNS, CheckState, Notice, Remedy, State
from funding.queries.decisions import not_to_be_retrieved
from organisations.models import Organisation

if TYPE_CHECKING:
    from portal.accounts.models import User


def granted(check: str) -> Combinable:
    """`ProofCheck.granted` for the database; `check` is the way to a closed check, as `proof__checking__`.

    The grant by its letter, and what legal remedy no longer asks back or gives more.
    """
    recovery = F(f"{check}recovery")
    less = F(f"{check}entitled") + recovery - Coalesce(F(f"{check}remedied"), recovery)
    return Coalesce(F(f"{check}regranted"), less)


class CheckingQuerySet(models.QuerySet[Any]):
    """Checks of proofs of use."""

    def unsettled(self) -> Self:
        """Closed, and money is to go one way or the other.

        What came back is not what is asked back, less or by legal remedy more; or the rest of a final grant
        was neither paid out nor called up yet.
        """
        called_up = Q(proof__award__drawdowns__state__in=OPEN_DRAWDOWNS)
        rest = Q(proof__award__drawn__lt=F("grant"), proof__award__request__state=State.FINAL) & ~called_up
        rows = self.filter(state=CheckState.CLOSED)
        rows = rows.alias(asked=Coalesce("remedied", "recovery"), grant=granted(""))
        return rows.filter(~Q(asked=F("paid_back")) | ~Q(interest=F("interest_paid")) | rest)

    def waiting_for_office(self) -> Self:
        """Contested with an objection that is not settled, or more came back than is asked back by now."""
        objected = Q(settled__isnull=True, remedy=Remedy.OBJECTION)
        more = Q(remedied__lt=F("paid_back")) | Q(interest__lt=F("interest_paid"))
        return self.filter(objected | more, contested__isnull=False)

    def came_back_to(self, office: Any) -> Self:
        """Those by which money came back to this Office, with the payments of their awards."""
        rows = self.filter(paid_back__gt=0, proof__award__request__office=office)
        related = rows.select_related("proof__award__request__programme")
        return related.prefetch_related("proof__award__drawdowns")

    def to_be_retrieved(self) -> Self:
        """Letters that the organisation is to retrieve and has not, in time or not."""
        return self.filter(way=Notice.RETRIEVAL, known__isnull=True)

    def to_be_posted(self) -> Self:
        """Closed with a letter that burdens, which nobody has posted yet, nor can retrieve."""
        rows = self.filter(state=CheckState.CLOSED, known__isnull=True, frozen__burdens=True)
        return rows.filter(not_to_be_retrieved("closed", "proof__award__request__office"))

    def asked_by(self, user: "User") -> Self:
        """Of the organisations for which `user` makes the requests."""
        own = Organisation.objects.asking_through(user)
        return self.filter(proof__award__request__organisation__in=own)


CheckingManager = models.Manager.from_queryset(CheckingQuerySet)
