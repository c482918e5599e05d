"""What messages are about, for the call list: which workshop and which of its dates."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils import timezone

from parentwork.choices import SeatState
from parentwork.messages.asking import HelperAsked
from parentwork.messages.invitations import Invitation, workshop_of
from parentwork.messages.kinds import BookingKind, SeatKind
from parentwork.messages.needs import NeedKind
from parentwork.models import Assignment, Booking, Need, Seat, Workshop, WorkshopDate
from portal.outbox.kinds import Kind, kind_of
from portal.outbox.models import Message


@dataclass(frozen=True)
class Subject:
    """A workshop, the dates to come of which the family is told, and its booking where it has one.

    A cancelled date is named only to those who have no other. `waiting`: the ids of those on which the family
    has no place yet.
    """

    workshop: Workshop
    dates: list[WorkshopDate]
    booking_id: int | None = None
    waiting: frozenset[int] = frozenset()


def subjects_of(messages: Iterable[Message]) -> dict[int, Subject]:
    """The subject of each message by its id, left out where that is gone; two queries a source."""
    found: dict[int, Subject] = {}
    for source, rows in _by_source(messages).items():
        found |= source(rows)
    return found


type Source = Callable[[Sequence[Message]], Iterator[tuple[int, Subject]]]


def _by_source(messages: Iterable[Message]) -> dict[Source, list[Message]]:
    rows: dict[Source, list[Message]] = defaultdict(list)
    for message in messages:
        kind = kind_of(message.kind)
        if source := next((source for cls, source in _SOURCES if isinstance(kind, cls)), None):
            rows[source].append(message)
    return rows


def _ids(messages: Sequence[Message]) -> list[int]:
    return [message.object_id for message in messages]


def _known(messages: Sequence[Message], subjects: dict[int, Subject]) -> Iterator[tuple[int, Subject]]:
    """By the ids of the messages; `subjects` are by the ids of what the messages are about."""
    for message in messages:
        if message.object_id in subjects:
            yield message.pk, subjects[message.object_id]


def _of_seats(messages: Sequence[Message]) -> Iterator[tuple[int, Subject]]:
    seats = Seat.objects.filter(pk__in=_ids(messages)).select_related("date", "booking__workshop")
    subjects = {
        seat.pk: Subject(seat.booking.workshop, [seat.date], seat.booking_id, _waiting([seat]))
        for seat in seats
    }
    yield from _known(messages, subjects)


def _of_bookings(messages: Sequence[Message]) -> Iterator[tuple[int, Subject]]:
    coming = Seat.objects.alive().filter(date__starts__gt=timezone.now()).select_related("date")
    seats = Prefetch("seats", coming.order_by("date__starts"))
    rows = Booking.objects.filter(pk__in=_ids(messages)).select_related("workshop").prefetch_related(seats)
    subjects = {row.pk: Subject(row.workshop, _named(row), row.pk, _waiting(row.seats.all())) for row in rows}
    yield from _known(messages, subjects)


def _waiting(seats: Iterable[Seat]) -> frozenset[int]:
    return frozenset(seat.date_id for seat in seats if seat.state == SeatState.WAITING)


def _named(booking: Booking) -> list[WorkshopDate]:
    dates = [seat.date for seat in booking.seats.all()]
    return [date for date in dates if not date.is_cancelled] or dates


def _of_needs(messages: Sequence[Message]) -> Iterator[tuple[int, Subject]]:
    rows = Need.objects.filter(pk__in=_ids(messages), workshop__isnull=False)
    coming = Prefetch("workshop__dates", WorkshopDate.objects.upcoming(), to_attr="coming")
    subjects = {
        row.pk: Subject(row.workshop, row.workshop.coming[:1]) for row in rows.prefetch_related(coming)
    }
    yield from _known(messages, subjects)


def _of_helpers(messages: Sequence[Message]) -> Iterator[tuple[int, Subject]]:
    rows = Assignment.objects.filter(pk__in=_ids(messages)).select_related("date__workshop")
    yield from _known(messages, {row.pk: Subject(row.date.workshop, [row.date]) for row in rows})


def _of_invitations(messages: Sequence[Message]) -> Iterator[tuple[int, Subject]]:
    """The workshop to which somebody is invited, not the one at which the family agreed to it."""
    coming = Prefetch("dates", WorkshopDate.objects.upcoming(), to_attr="coming")
    rows = Workshop.objects.filter(pk__in=map(workshop_of, messages)).prefetch_related(coming)
    subjects = {row.pk: Subject(row, row.coming[:1]) for row in rows}
    for message in messages:
        if subject := subjects.get(workshop_of(message)):
            yield message.pk, subject


_SOURCES: tuple[tuple[type[Kind], Source], ...] = (
    (SeatKind, _of_seats),
    (BookingKind, _of_bookings),
    (NeedKind, _of_needs),
    (HelperAsked, _of_helpers),
    (Invitation, _of_invitations),
)
