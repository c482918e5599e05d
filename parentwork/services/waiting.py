"""The waiting list as families see it, and the tick that looks after it."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from parentwork.choices import DateState, SeatState, WorkshopState
from parentwork.models import Seat, Workshop
from parentwork.services.bookings import move_up
from parentwork.services.seats import Left, lock_dates, places_left


class Reason(NamedTuple):
    """Why a family still waits: for `wanted` places of which `free` are free, or for those before it."""

    what: str  # "seats", "childcare" or "line"
    wanted: int = 0
    free: int = 0


class Standing(NamedTuple):
    """Where a family stands on a date; `place` 1 is next. Without a reason there is room on this date."""

    place: int
    reasons: tuple[Reason, ...]


def standings(seats: Sequence[Seat]) -> dict[int, Standing]:
    """Where the waiting `seats` stand, by their id; two queries. For a page: a moment later it may differ."""
    own = {seat.pk for seat in seats}
    dates = {seat.date_id: seat.date for seat in seats}
    free = places_left(list(dates.values()))
    to_give = {pk: Left(left.seats, left.childcare) for pk, left in free.items()}
    before, found = dict.fromkeys(dates, 0), {}
    for seat in Seat.objects.waiting().filter(date__in=dates):
        before[seat.date_id] += 1
        if seat.pk in own:
            reasons = _reasons(seat, free[seat.date_id], to_give[seat.date_id])
            found[seat.pk] = Standing(before[seat.date_id], tuple(reasons))
        to_give[seat.date_id].hold(seat.adults, seat.childcare)
    return found


def _reasons(seat: Seat, free: Left, to_give: Left) -> list[Reason]:
    short = []
    if seat.adults > free.seats:
        short.append(Reason("seats", seat.adults, max(0, free.seats)))
    if seat.childcare > free.childcare:
        short.append(Reason("childcare", seat.childcare, max(0, free.childcare)))
    return short or ([] if to_give.fits(seat.adults, seat.childcare) else [Reason("line")])


def fill() -> int:
    """Give places that became free by themselves, as when the tightest date of a series has passed.

    Returns how many families moved up; each workshop in a transaction of its own.
    """
    waiting = Seat.objects.filter(
        state=SeatState.WAITING, date__starts__gt=timezone.now(), date__state=DateState.PLANNED
    )
    concerned = Workshop.objects.filter(state=WorkshopState.PUBLISHED, dates__taken__in=waiting)
    return sum(_fill(workshop) for workshop in concerned.distinct().order_by("pk"))


@transaction.atomic
def _fill(workshop: Workshop) -> int:
    return move_up(workshop, lock_dates(workshop))
