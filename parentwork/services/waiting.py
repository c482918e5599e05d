"""The waiting list as families see it, and the tick that looks after it."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from parentwork import messages
from parentwork.choices import SeatState, SignUp, WorkshopState
from parentwork.models import Booking, Seat, Workshop, WorkshopDate
from parentwork.services.answering import BEFORE
from parentwork.services.bookings import move_up
from parentwork.services.seats import Left, lock_dates, next_in_line, places_left


class Reason(NamedTuple):
    """Why a family still waits: for `wanted` places of which `free` are free, or for those before it."""

    what: str  # "seats", "childcare", "line", or "offered": another family is being asked
    wanted: int = 0
    free: int = 0


class Standing(NamedTuple):
    """Where a family stands on a date; `place` 1 is next. Without a reason there is room on this date."""

    place: int
    reasons: tuple[Reason, ...]


def standings(seats: Sequence[Seat]) -> dict[int, Standing]:
    """Where the waiting `seats` stand, by their id; three queries. For a page: soon it may differ."""
    own = {seat.pk for seat in seats}
    dates = {seat.date_id: seat.date for seat in seats}
    free = places_left(list(dates.values()))
    to_give = {pk: Left(left.seats, left.childcare) for pk, left in free.items()}
    asked = set(Seat.objects.offered().filter(date__in=dates).values_list("date", flat=True))
    before, found = dict.fromkeys(dates, 0), {}
    for seat in Seat.objects.waiting().filter(date__in=dates):
        before[seat.date_id] += 1
        if seat.pk in own:
            reasons = _reasons(seat, free[seat.date_id], to_give[seat.date_id])
            if reasons and seat.date_id in asked:
                reasons.append(Reason("offered"))
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
    """Offers without an answer go on to the next in line, as does what became free by itself.

    That happens when the tightest date of a series has passed. Returns how many families were told that
    places are free for them; each workshop in a transaction of its own.
    """
    coming = Seat.objects.coming()
    concerned = Workshop.objects.filter(
        Q(dates__taken__in=coming.waiting().order_by()) | Q(dates__taken__in=coming.filter(_is_due())),
        state=WorkshopState.PUBLISHED,
    )
    return sum(_fill(workshop) for workshop in concerned.distinct().order_by("pk"))


@transaction.atomic
def _fill(workshop: Workshop) -> int:
    dates = lock_dates(workshop)
    return move_up(workshop, dates, silent=_lapse(workshop, dates))


def _is_due() -> Q:
    """Offers whose time to answer is over, or whose date was moved so near that nobody else could come."""
    now = timezone.now()
    return Q(state=SeatState.OFFERED) & (Q(answer_by__lte=now) | Q(date__starts__lte=now + BEFORE))


def _lapse(workshop: Workshop, dates: list[WorkshopDate]) -> set[int]:
    """Who did not answer goes to the end of the line, the longest asked first; ids of their seats."""
    due = Seat.objects.coming().filter(_is_due(), date__in=dates).order_by("since", "pk")
    lapsed: set[int] = set()
    for seats in _together(workshop, list(due)):
        queue = next_in_line(dates)
        Seat.objects.filter(pk__in=seats).update(
            state=SeatState.WAITING, queue=queue, answer_by=None, lapsed=F("lapsed") + 1
        )
        lapsed |= seats
    return lapsed


def _together(workshop: Workshop, due: list[Seat]) -> list[set[int]]:
    """Ids of seats that lapse together: with a series all for which the family has no place yet."""
    if workshop.sign_up != SignUp.SERIES:
        return [{seat.pk} for seat in due]
    bookings = dict.fromkeys(seat.booking_id for seat in due)
    open_ = Seat.objects.filter(
        booking__in=bookings, state__in=[SeatState.OFFERED, SeatState.WAITING]
    ).values_list("booking_id", "pk")
    families: dict[int, set[int]] = {booking: set() for booking in bookings}
    for booking, pk in open_:
        families[booking].add(pk)
    return list(families.values())


def remind_of_offers() -> int:
    """Remind once, at half-time, of places that are kept for a family; how many families were due.

    Nobody is called twice for it, and nobody reminded who let an offer lapse before.
    """
    now = timezone.now()
    offers = Seat.objects.coming().offered().filter(answer_by__gt=now, lapsed=0)
    due: dict[tuple[int, datetime], Booking] = {
        (seat.booking_id, seat.answer_by): seat.booking
        for seat in offers.select_related("booking__workshop").order_by("pk")
        if seat.answer_by and seat.answer_by - now <= now - seat.since
    }
    for (_booking, until), booking in due.items():
        messages.remind_of_offer(booking, until)
    return len(due)
