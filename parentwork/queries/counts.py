from typing import Any, Self

from django.db import models

from parentwork.choices import CountKind


class HeadcountQuerySet(models.QuerySet[Any]):
    """Anonymous sums of dates."""

    def of_people(self) -> Self:
        """Sums of those who came; what had only been booked is left out."""
        return self.exclude(kind=CountKind.BOOKED)

    def booked(self) -> Self:
        """What had been booked by families who were deleted before somebody typed in whether they came."""
        return self.filter(kind=CountKind.BOOKED)


HeadcountManager = models.Manager.from_queryset(HeadcountQuerySet)
