from typing import Any, Self

from django.db import models
from django.db.models import DateField, ExpressionWrapper, F, Q
from django.db.models.functions import TruncDate
from django.db.models.lookups import LessThan

from funding.choices import Notice
from portal.lib.dates import today


def not_to_be_retrieved(offered: str, office: str) -> Q:
    """Of letters that are not known yet: by post from the start, or not retrieved in time.

    `offered` is the column since when it can be had, `office` the way to the Office that says how long.
    """
    last = ExpressionWrapper(TruncDate(offered) + F(f"{office}__retrieval_days"), DateField())
    return ~Q(way=Notice.RETRIEVAL) | Q(LessThan(last, today()))


class DecisionQuerySet(models.QuerySet[Any]):
    """Decisions, from the proposal on."""

    def waiting_to_be_retrieved(self) -> Self:
        """Announced, and nobody of the organisation has retrieved them, in time or not."""
        return self.filter(
            way=Notice.RETRIEVAL, known__isnull=True, voided__isnull=True, announced__isnull=False
        )


DecisionManager = models.Manager.from_queryset(DecisionQuerySet)
