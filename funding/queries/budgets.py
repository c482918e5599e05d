"""What grants take of the budget, year by year."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Self

from django.db import models
from django.db.models import Q, Sum

from funding.choices import DrawdownState

_NOTHING = Decimal("0.00")
_PROGRAMME = "decision__request__programme__slug"


class YearlyPartQuerySet(models.QuerySet[Any]):
    """Parts of grants, by the calendar year that bears them."""

    def in_force(self) -> Self:
        """Of decisions that are proposed or signed, not of those that are void."""
        return self.filter(decision__voided__isnull=True)

    def sums(self, office: Any) -> Iterable[dict[str, Any]]:
        """By programme and year of this Office: `proposed` and not signed yet, and `committed`, in EUR."""
        signed = Q(decision__countersigned__isnull=False)
        rows = self.in_force().filter(decision__request__office=office).order_by()
        return rows.values("year", programme=models.F(_PROGRAMME)).annotate(
            proposed=Sum("amount", filter=~signed, default=_NOTHING),
            committed=Sum(models.F("amount") - models.F("released"), filter=signed, default=_NOTHING),
        )


def paid_sums(drawdowns: models.QuerySet[Any], office: Any) -> Iterable[dict[str, Any]]:
    """By programme and year of payment of this Office: what was `paid` out, in EUR."""
    rows = drawdowns.filter(state=DrawdownState.PAID, award__request__office=office).order_by()
    named = {"year": models.F("paid_on__year"), "programme": models.F("award__request__programme__slug")}
    return rows.values(**named).annotate(paid=Sum("amount", default=_NOTHING))


YearlyPartManager = models.Manager.from_queryset(YearlyPartQuerySet)
