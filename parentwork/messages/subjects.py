"""What messages are about, for the call list: which workshop and which of its dates."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils import timezone

from parentwork.messages.kinds import is_about_a_seat
from parentwork.models import Booking, Seat, Workshop, WorkshopDate
from portal.outbox.models import Message


@dataclass(frozen=True)
class Subject:
    """A workshop, and the dates to come of which the family is told."""

    workshop: Workshop
    dates: list[WorkshopDate]


def subjects_of(messages: Iterable[Message]) -> dict[int, Subject]:
    """The subject of each message by its id, left out where its booking is gone; three queries at most."""
    rows = list(messages)
    seats, bookings = dict(_of_seats(rows)), dict(_of_bookings(rows))
    found = {row.pk: (seats if is_about_a_seat(row) else bookings).get(row.object_id) for row in rows}
    return {pk: subject for pk, subject in found.items() if subject}


def _of_seats(messages: list[Message]) -> Iterator[tuple[int, Subject]]:
    ids = [row.object_id for row in messages if is_about_a_seat(row)]
    for seat in Seat.objects.filter(pk__in=ids).select_related("date", "booking__workshop"):
        yield seat.pk, Subject(seat.booking.workshop, [seat.date])


def _of_bookings(messages: list[Message]) -> Iterator[tuple[int, Subject]]:
    ids = [row.object_id for row in messages if not is_about_a_seat(row)]
    coming = Seat.objects.alive().filter(date__starts__gt=timezone.now()).select_related("date")
    seats = Prefetch("seats", coming.order_by("date__starts"))
    for booking in Booking.objects.filter(pk__in=ids).select_related("workshop").prefetch_related(seats):
        yield booking.pk, Subject(booking.workshop, [seat.date for seat in booking.seats.all()])
