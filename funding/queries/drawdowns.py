from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import ExpressionWrapper, F, Q, Sum
from django.db.models.functions import Coalesce

from funding.choices import OPEN_DRAWDOWNS, DrawdownState
from funding.queries.offices import reviewable
from organisations.models import Organisation

if TYPE_CHECKING:
    from portal.accounts.models import User


def unreleased() -> Q:
    """Approved by one officer in an Office that wants a second one to release it."""
    wanted = Q(state=DrawdownState.APPROVED, award__request__office__two_release_payments=True)
    return wanted & Q(released__isnull=True)


class DrawdownQuerySet(models.QuerySet[Any]):
    """Calls for money, from both sides."""

    def of_applicants(self, user: "User | AnonymousUser") -> Self:
        """Those of the organisations in which `user` may see the funding."""
        return self.filter(award__request__organisation__in=Organisation.objects.funding_open_to(user))

    def of_offices(self, user: "User | AnonymousUser") -> Self:
        """Those of the Offices in which `user` reviews, his or her own cause left out."""
        return reviewable(self, user, "award__request")

    def open(self) -> Self:
        """Not decided on, or not paid out yet."""
        return self.filter(state__in=OPEN_DRAWDOWNS)

    def waiting(self) -> Decimal:
        """The sum in EUR of those that are open: what was approved of them, else what is asked for."""
        found = self.open().aggregate(sum=Sum(Coalesce("amount", "asked")))["sum"]
        return found or Decimal("0.00")

    def approved(self) -> Self:
        """To be paid out."""
        return self.filter(state=DrawdownState.APPROVED).exclude(unreleased())

    def with_spent_by(self) -> Self:
        """What was paid out of awards that set a time for it, each with `spent_by`: its last day."""
        rows = self.filter(state=DrawdownState.PAID, award__drawdown_weeks__isnull=False)
        last = ExpressionWrapper(F("paid_on") + F("award__drawdown_weeks") * 7, models.DateField())
        return rows.annotate(spent_by=last)

    def to_be_spent(self, first: date, last: date) -> Self:
        """What was paid out and is to be spent by a day from `first` to `last`."""
        return self.with_spent_by().filter(spent_by__range=(first, last))

    def payments(self) -> list[tuple[date, Decimal]]:
        """What was paid out: the days and the sums in EUR."""
        paid = self.filter(state=DrawdownState.PAID)
        return list(paid.values_list("paid_on", "amount"))

    def paid_out(self) -> Decimal:
        """The sum in EUR of what was paid out."""
        found = self.filter(state=DrawdownState.PAID).aggregate(sum=Sum("amount"))["sum"]
        return found or Decimal("0.00")


DrawdownManager = models.Manager.from_queryset(DrawdownQuerySet)
