from datetime import timedelta
from typing import Any, Self

from django.db import models
from django.utils import timezone


class DoorLinkQuerySet(models.QuerySet[Any]):
    """Links for the door."""

    def not_taken_back(self) -> Self:
        return self.filter(closed=None)

    def outlived(self) -> Self:
        """Links of dates that are over for two days, and so dead for certain."""
        return self.filter(date__ends__lt=timezone.now() - timedelta(days=2))


DoorLinkManager = models.Manager.from_queryset(DoorLinkQuerySet)
