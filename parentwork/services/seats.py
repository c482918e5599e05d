"""Seats: lock the dates in id order, count in the next statement, then grant. The only place that grants."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Max, Sum
from django.utils import timezone

from parentwork.choices import SeatState, SignUp
from parentwork.models import Booking, Seat, Workshop, WorkshopDate


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
    left = {date.pk: Left(date.seats, date.childcare) for date in dates}
    taken = (
        Seat.objects.confirmed()
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


def promote(workshop: Workshop, dates: Sequence[WorkshopDate]) -> list[Booking]:
    """Give free places on locked dates to waiting families, strictly in order.

    Nobody gets a kind of place that a family before them waits for; a family that waits for childcare alone
    lets those pass who need none. Returns the bookings that moved up, each once.
    """
    now = timezone.now()
    open_dates = [date for date in dates if date.starts > now and not date.is_cancelled]
    left = places_left(open_dates)
    waiting = list(Seat.objects.waiting().filter(date__in=open_dates).select_related("booking"))
    moved: dict[int, Booking] = {}
    for seats in _together(workshop, waiting):
        if all(left[seat.date_id].fits(seat.adults, seat.childcare) for seat in seats):
            _confirm(seats, left)
            moved[seats[0].booking_id] = seats[0].booking
        else:
            for seat in seats:
                left[seat.date_id].hold(seat.adults, seat.childcare)
    return list(moved.values())


def _together(workshop: Workshop, waiting: list[Seat]) -> list[list[Seat]]:
    """Waiting seats that are granted together, who is next first."""
    if workshop.sign_up != SignUp.SERIES:
        return [[seat] for seat in waiting]
    families: dict[int, list[Seat]] = {}
    for seat in waiting:
        families.setdefault(seat.booking_id, []).append(seat)
    return list(families.values())


def _confirm(seats: list[Seat], left: dict[int, Left]) -> None:
    for seat in seats:
        left[seat.date_id].take(seat.adults, seat.childcare)
    Seat.objects.filter(pk__in=[seat.pk for seat in seats]).update(
        state=SeatState.CONFIRMED, queue=None, since=timezone.now()
    )
