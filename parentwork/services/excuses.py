"""A family cannot come to a date: given up where each is booked for itself, excused in a fixed group."""

from collections.abc import Collection, Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from parentwork import rules
from parentwork.choices import SignUp
from parentwork.models import Booking, Seat
from parentwork.services import deletion
from parentwork.services.bookings import cancel_booking
from parentwork.services.seats import lock_dates
from portal.accounts.models import User


@transaction.atomic
def stay_away(booking: Booking, *, only: Collection[int] | None = None, by: User | None = None) -> bool:
    """Not come to the dates of `only` (ids), or to none any more; False where the family has no place.

    A group that books all dates together is fixed: who waits for it waits for all of them, so a single one
    is nobody else's. The family keeps its place and is excused; `no_shows.promise` takes that back. A family
    that comes to none of the dates that are left gives up its place. `by` is None for the family itself.
    """
    workshop = booking.workshop
    if by is not None and not rules.may_change_booking(by, booking):
        raise PermissionDenied
    if only is None or workshop.sign_up != SignUp.SERIES:
        return cancel_booking(booking, only=only, by=by)
    lock_dates(workshop)
    if not is_excused(booking, only):
        return cancel_booking(booking, by=by)
    missed = booking.seats.coming().confirmed().filter(date__in=only)
    if missed.expected().update(excused=timezone.now(), promised=None):
        deletion.take_back_lists(only)
    return missed.exists()


def is_excused(booking: Booking, only: Collection[int]) -> bool:
    """A family that does not come to the dates of `only` stays in its group: it comes to others."""
    return booking.workshop.sign_up == SignUp.SERIES and comes_besides(only, booking.seats.coming())


def comes_besides(only: Collection[int], coming: Iterable[Seat]) -> bool:
    """Among the seats on dates to come is one that is not on a date of `only`, and not missed either."""
    return any(not seat.excused and seat.date_id not in only for seat in coming)
