"""What stands in the database at a moment, as plain values that the rule book compares."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils import timezone

from parentwork.models import Attendance, Booking, Seat, WorkshopDate

CALLED = {"call", "association"}


@dataclass(frozen=True)
class DateFact:
    workshop: int
    starts: datetime
    ends: datetime
    venue: int
    state: str
    remind_days: int
    remind_hours: int

    @property
    def when_and_where(self) -> tuple[datetime, datetime, int]:
        return self.starts, self.ends, self.venue


@dataclass(frozen=True)
class SeatFact:
    booking: int
    date: int
    state: str
    answer_by: datetime | None


@dataclass(frozen=True)
class Facts:
    """All seats, dates and bookings by their ids, at the moment `at`."""

    at: datetime
    seats: dict[int, SeatFact]
    dates: dict[int, DateFact]
    bookings: dict[int, tuple[str, datetime]]  # the way to reach the family; since when it is booked
    came: set[int]

    @classmethod
    def now(cls) -> "Facts":
        seats = Seat.objects.order_by("pk").values_list("pk", "booking", "date", "state", "answer_by")
        dates = WorkshopDate.objects.values_list(
            "pk", "workshop", "starts", "ends", "venue", "state",
            "workshop__remind_days", "workshop__remind_hours",
        )  # fmt: skip
        return cls(
            at=timezone.now(),
            seats={pk: SeatFact(*row) for pk, *row in seats},
            dates={pk: DateFact(*row) for pk, *row in dates},
            bookings={
                pk: (way, made) for pk, way, made in Booking.objects.values_list("pk", "way", "created")
            },
            came=set(Attendance.objects.filter(adults__gt=0).values_list("seat", flat=True)),
        )

    def is_called(self, booking: int) -> bool:
        return self.bookings[booking][0] in CALLED

    def is_texted(self, booking: int) -> bool:
        return self.bookings[booking][0] == "sms"

    @cached_property
    def _by_booking(self) -> dict[int, list[SeatFact]]:
        found = defaultdict(list)
        for seat in self.seats.values():
            found[seat.booking].append(seat)
        return found

    def seats_of(self, booking: int) -> list[SeatFact]:
        return self._by_booking.get(booking, [])

    def is_to_come(self, seat: SeatFact) -> bool:
        """Given, offered or waited for, on a date that takes place and has not begun."""
        date = self.dates[seat.date]
        return seat.state != "cancelled" and date.state == "planned" and date.starts > self.at

    def states_to_come(self, booking: int) -> set[str]:
        return {seat.state for seat in self.seats_of(booking) if self.is_to_come(seat)}
