from datetime import timedelta
from typing import Any, Self

from django.db import models
from django.utils import timezone


class DoorLinkQuerySet(models.QuerySet[Any]):
    """Links for the door."""

    def not_taken_back(self) -> Self:
        return self.filter(closed=None)

    def opened_by_evening(self, code: str) -> bool:
        """Whether a link that is alive today has this code of the evening."""
        day = timedelta(days=1)
        near = self.not_taken_back().filter(
            date__starts__gt=timezone.now() - 2 * day, date__starts__lt=timezone.now() + day
        )
        return any(
            not (link.is_dead or link.is_early) and link.evening_code == code
            for link in near.select_related("date")
        )

    def outlived(self) -> Self:
        """Links of dates that are over for two days, and so dead for certain."""
        return self.filter(date__ends__lt=timezone.now() - timedelta(days=2))


DoorLinkManager = models.Manager.from_queryset(DoorLinkQuerySet)
