from typing import Any, Self

from django.db import models

from parentwork.choices import SeatState
from parentwork.queries.members import Person, family_reader


class BookingQuerySet(models.QuerySet[Any]):
    """Families' bookings."""

    def visible_to(self, user: Person) -> Self:
        seen = family_reader(user, "workshop__organisation")
        return self.none() if seen is None else self.filter(seen)

    def needed(self) -> Self:
        """Bookings that still hold a place, or did on a date that is over."""
        seats = self.model._meta.get_field("seats").related_model.objects.alive()
        return self.filter(models.Exists(seats.filter(booking=models.OuterRef("pk"))))


class SeatQuerySet(models.QuerySet[Any]):
    """Bookings on dates."""

    def visible_to(self, user: Person) -> Self:
        seen = family_reader(user, "booking__workshop__organisation")
        return self.none() if seen is None else self.filter(seen)

    def confirmed(self) -> Self:
        return self.filter(state=SeatState.CONFIRMED)

    def waiting(self) -> Self:
        """Families in the waiting list, who is next first."""
        return self.filter(state=SeatState.WAITING).order_by("queue", "id")

    def alive(self) -> Self:
        return self.exclude(state=SeatState.CANCELLED)


BookingManager = models.Manager.from_queryset(BookingQuerySet)
SeatManager = models.Manager.from_queryset(SeatQuerySet)
