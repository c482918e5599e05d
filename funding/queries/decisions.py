from typing import Any, Self

from django.db import models

from funding.choices import Notice


class DecisionQuerySet(models.QuerySet[Any]):
    """Decisions, from the proposal on."""

    def waiting_to_be_retrieved(self) -> Self:
        """Announced, and nobody of the organisation has retrieved them, in time or not."""
        return self.filter(
            way=Notice.RETRIEVAL, known__isnull=True, voided__isnull=True, announced__isnull=False
        )


DecisionManager = models.Manager.from_queryset(DecisionQuerySet)
