"""What messages are about, for the call list: which workshop and which of its dates."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils import timezone

from parentwork.messages.kinds import is_about_a_seat
from parentwork.messages.needs import is_about_a_need
from parentwork.models import Booking, Need, Seat, Workshop, WorkshopDate
from portal.outbox.models import Message


@dataclass(frozen=True)
class Subject:
    """A workshop, the dates to come of which the family is told, and its booking where it has one."""

    workshop: Workshop
    dates: list[WorkshopDate]
    booking_id: int | None = None


type Source = Callable[[list[int]], Iterator[tuple[int, Subject]]]


def subjects_of(messages: Iterable[Message]) -> dict[int, Subject]:
    """The subject of each message by its id, left out where what it is about is gone; six queries at most."""
    rows = [(row.pk, _source_of(row), row.object_id) for row in messages]
    known: dict[Source, dict[int, Subject]] = {
        source: dict(source([about for _pk, its, about in rows if its is source]))
        for source in (_of_seats, _of_bookings, _of_needs)
    }
    return {pk: known[source][about] for pk, source, about in rows if about in known[source]}


def _source_of(message: Message) -> Source:
    if is_about_a_need(message):
        return _of_needs
    return _of_seats if is_about_a_seat(message) else _of_bookings


def _of_seats(ids: list[int]) -> Iterator[tuple[int, Subject]]:
    for seat in Seat.objects.filter(pk__in=ids).select_related("date", "booking__workshop"):
        yield seat.pk, Subject(seat.booking.workshop, [seat.date], seat.booking_id)


def _of_bookings(ids: list[int]) -> Iterator[tuple[int, Subject]]:
    coming = Seat.objects.alive().filter(date__starts__gt=timezone.now()).select_related("date")
    seats = Prefetch("seats", coming.order_by("date__starts"))
    for booking in Booking.objects.filter(pk__in=ids).select_related("workshop").prefetch_related(seats):
        dates = [seat.date for seat in booking.seats.all()]
        yield booking.pk, Subject(booking.workshop, dates, booking.pk)


def _of_needs(ids: list[int]) -> Iterator[tuple[int, Subject]]:
    coming = Prefetch("workshop__dates", WorkshopDate.objects.upcoming(), to_attr="coming")
    for need in Need.objects.filter(pk__in=ids, workshop__isnull=False).prefetch_related(coming):
        yield need.pk, Subject(need.workshop, need.workshop.coming[:1])
