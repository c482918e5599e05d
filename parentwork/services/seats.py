"""Seats: lock the dates in id order, count in the next statement, then grant. The only place that grants."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Max, Sum
from django.utils import timezone

from parentwork import messages
from parentwork.choices import HOLDING, DateState, SeatState, SignUp
from parentwork.models import Booking, Seat, Workshop, WorkshopDate
from parentwork.services.answering import answer_by


@dataclass
class Left:
    """Places still free on a date."""

    seats: int
    childcare: int

    def fits(self, adults: int, childcare: int) -> bool:
        return adults <= self.seats and childcare <= self.childcare

    def take(self, adults: int, childcare: int) -> None:
        self.seats -= adults
        self.childcare -= childcare

    def hold(self, adults: int, childcare: int) -> None:
        """Somebody waits for so many: of what is short for them, nobody who comes later gets anything."""
        if adults > self.seats:
            self.seats = 0
        if childcare > self.childcare:
            self.childcare = 0


def lock_dates(workshop: Workshop, ids: Iterable[int] | None = None) -> list[WorkshopDate]:
    """The dates of a workshop (or those of `ids`), locked in id order until the transaction ends.

    A series is granted as a whole, so all its dates are locked; with sign-up per date only those concerned.
    """
    dates = WorkshopDate.objects.filter(workshop=workshop)
    if ids is not None and workshop.sign_up != SignUp.SERIES:
        dates = dates.filter(pk__in=list(ids))
    return list(dates.select_for_update(no_key=True).order_by("pk"))


def places_left(dates: Sequence[WorkshopDate]) -> dict[int, Left]:
    """Free places by date id. True only while the dates are locked, and counted after the lock was taken."""
    left = {date.pk: Left(date.bookable, date.childcare) for date in dates}
    taken = (
        Seat.objects.holding()
        .filter(date__in=left)
        .order_by()
        .values("date")
        .annotate(adults_taken=Sum("adults"), childcare_taken=Sum("childcare"))
    )
    for row in taken:
        left[row["date"]].take(row["adults_taken"], row["childcare_taken"])
    return left


def places_to_give(dates: Sequence[WorkshopDate]) -> dict[int, Left]:
    """Free places by date id for whoever comes now; what waiting families wait for is left out."""
    left = places_left(dates)
    for seat in Seat.objects.waiting().filter(date__in=left):
        left[seat.date_id].hold(seat.adults, seat.childcare)
    return left


# By hand: hundreds ask at once when a sought-after workshop opens, and the ORM takes eight times as long
# to write this as PostgreSQL takes to answer it.
_GLANCE = """
SELECT date.seats + date.overbook, date.childcare, sum(seat.adults), sum(seat.childcare)
FROM parentwork_workshopdate date JOIN parentwork_seat seat ON seat.date_id = date.id
WHERE date.workshop_id = %s AND date.state = %s AND date.starts > %s AND (%s OR date.id = ANY(%s))
  AND seat.state = ANY(%s)
GROUP BY date.id
"""


def glance(workshop: Workshop, ids: Iterable[int]) -> list[tuple[Left, Left]]:
    """All places, and free ones, of each coming date (of `ids` unless the series is booked as a whole).

    Without a lock, so it is enough to say no: at that moment there was not more. Left out are dates that
    nobody has booked yet, and what waiting families wait for.
    """
    whole = workshop.sign_up == SignUp.SERIES
    asked: list[Any] = [workshop.pk, DateState.PLANNED, timezone.now(), whole, list(ids), list(HOLDING)]
    with connection.cursor() as cursor:
        cursor.execute(_GLANCE, asked)
        return [
            (Left(seats, childcare), Left(seats - adults, childcare - cared))
            for seats, childcare, adults, cared in cursor.fetchall()
        ]


def tightest(left: Iterable[Left]) -> Left:
    """What is free on every one of several dates, never negative."""
    places = list(left)
    return Left(
        max(0, min(place.seats for place in places)), max(0, min(place.childcare for place in places))
    )


def next_in_line(dates: Sequence[WorkshopDate]) -> int:
    """The number that a family at the end of the waiting lists of these dates gets."""
    last = Seat.objects.filter(date__in=dates).aggregate(last=Max("queue"))["last"]
    return (last or 0) + 1


@dataclass(frozen=True)
class Moved:
    """A family for which places became free: given at once, or kept for it `until` it answers."""

    booking: Booking
    seats: tuple[Seat, ...]
    until: datetime | None


def promote(
    workshop: Workshop, dates: Sequence[WorkshopDate], *, answered: Booking | None = None
) -> list[Moved]:
    """Give or offer free places on locked dates to waiting families, strictly in order.

    Nobody gets a kind of place that a family before them waits for; a family that waits for childcare alone
    lets those pass who need none. `answered` has just said what it takes, and is not asked.
    """
    now = timezone.now()
    open_dates = {date.pk: date for date in dates if date.starts > now and not date.is_cancelled}
    left = places_left(list(open_dates.values()))
    waiting = list(Seat.objects.waiting().filter(date__in=open_dates).select_related("booking"))
    moved = []
    for seats in _together(workshop, waiting):
        if all(left[seat.date_id].fits(seat.adults, seat.childcare) for seat in seats):
            booking = seats[0].booking
            starts = min(open_dates[seat.date_id].starts for seat in seats)
            until = None if booking == answered else _answer_by(workshop, booking, now, starts)
            _grant(seats, left, until)
            moved.append(Moved(booking, tuple(seats), until))
        else:
            for seat in seats:
                left[seat.date_id].hold(seat.adults, seat.childcare)
    return moved


def _together(workshop: Workshop, waiting: list[Seat]) -> list[list[Seat]]:
    """Waiting seats that are granted together, who is next first."""
    if workshop.sign_up != SignUp.SERIES:
        return [[seat] for seat in waiting]
    families: dict[int, list[Seat]] = {}
    for seat in waiting:
        families.setdefault(seat.booking_id, []).append(seat)
    return list(families.values())


def _answer_by(workshop: Workshop, booking: Booking, now: datetime, starts: datetime) -> datetime | None:
    if not workshop.offers_places:
        return None
    if not messages.is_called(booking):
        return answer_by(now, starts)
    organisation = workshop.organisation
    land = organisation.land_id or ""
    return answer_by(now, starts, by_call=True, office=organisation.openings, land=land)


def _grant(seats: list[Seat], left: dict[int, Left], until: datetime | None) -> None:
    for seat in seats:
        left[seat.date_id].take(seat.adults, seat.childcare)
    Seat.objects.filter(pk__in=[seat.pk for seat in seats]).update(
        state=SeatState.OFFERED if until else SeatState.CONFIRMED,
        queue=None, answer_by=until, since=timezone.now(),
    )  # fmt: skip
