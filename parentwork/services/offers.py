"""A family answers when places that became free are offered to it. No answer: see `services.waiting`."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from parentwork import messages, rules
from parentwork.choices import SeatState, SignUp
from parentwork.models import Booking, Seat
from parentwork.services.bookings import cancel_booking
from parentwork.services.seats import lock_dates
from portal.accounts.models import User


@transaction.atomic
def take(booking: Booking, *, only: Collection[int] | None = None, by: User | None = None) -> bool:
    """The family takes what is offered to it; False when nothing is, or is any more. Twice is once.

    As long as nobody else was asked in its place, a late answer counts. `only`: ids of the dates that are
    meant, where each is booked for itself. `by` is None for the family itself.
    """
    taken = _offered(booking, only, by).update(
        state=SeatState.CONFIRMED, answer_by=None, since=timezone.now()
    )  # fmt: skip
    if taken:
        messages.taken(booking)
    return bool(taken)


@transaction.atomic
def give_on(booking: Booking, *, only: Collection[int] | None = None, by: User | None = None) -> bool:
    """The family does not take what is offered to it and leaves the line; the next one is asked at once.

    Of a series to which a date was added it keeps the places that it has. `only` and `by` as above.
    """
    dates = list(_offered(booking, only, by).values_list("date_id", flat=True))
    return bool(dates) and cancel_booking(booking, only=dates, keeps_given=True, by=by)


def _offered(booking: Booking, only: Collection[int] | None, by: User | None) -> QuerySet[Seat]:
    """What is offered on the dates that are meant, with those dates locked."""
    workshop = booking.workshop
    if by is not None and not rules.may_change_booking(by, booking):
        raise PermissionDenied
    dates = lock_dates(workshop, booking.seats.values_list("date_id", flat=True))
    if only is not None and workshop.sign_up == SignUp.PER_DATE:
        dates = [date for date in dates if date.pk in only]
    offered: QuerySet[Seat] = booking.seats.coming().offered().filter(date__in=dates)
    return offered
