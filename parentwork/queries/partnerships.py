from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from parentwork.choices import PartnershipState
from portal.lib.dates import today


class PartnershipQuerySet(models.QuerySet[Any]):
    """Work of organisations with schools."""

    def running(self) -> Self:
        """Those that have not ended."""
        return self.filter(Q(end=None) | Q(end__gte=today()))

    def confirmed(self) -> Self:
        return self.filter(state=PartnershipState.CONFIRMED)

    def unanswered(self, before: datetime) -> Self:
        """Asked before then, and no answer yet."""
        return self.running().filter(state=PartnershipState.ASKED, asked__lt=before)


PartnershipManager = models.Manager.from_queryset(PartnershipQuerySet)
