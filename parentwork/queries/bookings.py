from collections.abc import Collection
from typing import Any, Self

from django.db import models
from django.utils import timezone

from parentwork.choices import HOLDING, DateState, SeatState
from parentwork.queries.codes import OpenedByCode
from parentwork.queries.members import Person, family_reader


class BookingQuerySet(OpenedByCode):
    """Families' bookings."""

    def visible_to(self, user: Person) -> Self:
        """All to who plans; to who helps those of families with a place or in line on a date of hers, or who
        gave it up.
        """
        on = models.OuterRef("pk")
        seen = family_reader(user, "workshop__organisation", date__taken__booking=on)
        return self.none() if seen is None else self.filter(seen)

    def under_contact(self, workshop: Any, *, email: str, phone: str) -> Self:
        """Bookings of the workshop under this address or number that still hold a coming place."""
        if not (email or phone):
            return self.none()
        contact = models.Q(email=email) if email else models.Q(phone=phone)
        return self._coming().filter(contact, workshop=workshop)

    def beside(self, bookings: Collection[Any]) -> dict[int, list[Any]]:
        """Of each of `bookings`, by its number, the others that `under_contact` finds, the oldest first.

        One query, however many they are.
        """
        emails = {it.email for it in bookings if it.email}
        phones = {it.phone for it in bookings if it.phone and not it.email}
        contact = models.Q(email__in=emails) | models.Q(phone__in=phones)
        rows = self._coming().filter(contact, workshop__in={it.workshop_id for it in bookings})
        found = list(rows.order_by("pk"))
        return {it.pk: [row for row in found if row.pk != it.pk and row.is_like(it)] for it in bookings}

    def needed(self) -> Self:
        """Bookings that still hold a place, or did on a date that is over."""
        return self.filter(models.Exists(self._seats()))

    def _coming(self) -> Self:
        """Those that hold or wait for a place on a date to come."""
        return self.filter(models.Exists(self._seats().filter(date__starts__gt=timezone.now())))

    def _seats(self) -> "SeatQuerySet":
        """The living seats of each booking."""
        seats: SeatQuerySet = self.model._meta.get_field("seats").related_model.objects.alive()
        return seats.filter(booking=models.OuterRef("pk"))


class SeatQuerySet(models.QuerySet[Any]):
    """Bookings on dates."""

    def visible_to(self, user: Person) -> Self:
        """All to who plans; to who helps those on her dates."""
        on = models.OuterRef("date")
        seen = family_reader(user, "booking__workshop__organisation", date=on)
        return self.none() if seen is None else self.filter(seen)

    def confirmed(self) -> Self:
        return self.filter(state=SeatState.CONFIRMED)

    def expected(self) -> Self:
        """Given places of families that have not said that they miss the date."""
        return self.confirmed().filter(excused__isnull=True)

    def offered(self) -> Self:
        """Places that are kept for a family until it answers."""
        return self.filter(state=SeatState.OFFERED)

    def holding(self) -> Self:
        """Places that nobody else can have: given ones and offered ones."""
        return self.filter(state__in=HOLDING)

    def waiting(self) -> Self:
        """Families in the waiting list, who is next first."""
        return self.filter(state=SeatState.WAITING).order_by("queue", "id")

    def alive(self) -> Self:
        return self.exclude(state=SeatState.CANCELLED)

    def coming(self) -> Self:
        """Places, or places in line, on dates that have not begun and take place."""
        return self.alive().filter(date__starts__gt=timezone.now(), date__state=DateState.PLANNED)


def each_date_once(seats: SeatQuerySet) -> list[Any]:
    """The places of a family in the order of time; of a date that was cancelled and is held after all only
    those on the one that takes place.
    """
    rows = list(seats.select_related("date").order_by("date__starts", "pk"))
    held = {seat.date.starts for seat in rows if not seat.date.is_cancelled}
    return [seat for seat in rows if not (seat.date.is_cancelled and seat.date.starts in held)]


BookingManager = models.Manager.from_queryset(BookingQuerySet)
SeatManager = models.Manager.from_queryset(SeatQuerySet)
