from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import ExpressionWrapper, F, Sum

from funding.choices import DrawdownState
from funding.queries.offices import reviewed_by, stepped_back_from
from organisations.models import Organisation

if TYPE_CHECKING:
    from portal.accounts.models import User


class DrawdownQuerySet(models.QuerySet[Any]):
    """Calls for money, from both sides."""

    def of_applicants(self, user: "User | AnonymousUser") -> Self:
        """Those of the organisations in which `user` may see the funding."""
        return self.filter(award__request__organisation__in=Organisation.objects.funding_open_to(user))

    def of_offices(self, user: "User | AnonymousUser") -> Self:
        """Those of the Offices in which `user` reviews, his or her own cause left out."""
        if not user.is_authenticated:
            return self.none()
        rows = self.filter(award__request__office__in=reviewed_by(user))
        rows = rows.exclude(award__request__organisation__in=Organisation.objects.of(user))
        return rows.exclude(award__request__in=stepped_back_from(user))

    def open(self) -> Self:
        """Not decided on, or not paid out yet."""
        return self.filter(state__in=[DrawdownState.REQUESTED, DrawdownState.APPROVED])

    def approved(self) -> Self:
        """To be paid out."""
        return self.filter(state=DrawdownState.APPROVED)

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
