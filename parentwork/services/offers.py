"""A family answers when places that became free are offered to it. No answer: see `services.waiting`."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from parentwork import messages, rules
from parentwork.choices import SeatState, SignUp
from parentwork.models import Booking
from parentwork.services.bookings import cancel_booking
from parentwork.services.seats import lock_dates
from portal.accounts.models import User


@transaction.atomic
def take(booking: Booking, *, only: Collection[int] | None = None, by: User | None = None) -> bool:
    """The family takes what is offered to it; False when nothing is, or is any more. Twice is once.

    As long as nobody else was asked in its place, a late answer counts. `only`: ids of the dates that are
    meant, where each is booked for itself. `by` is None for the family itself.
    """
    workshop = booking.workshop
    if by is not None and not rules.may_book_for_families(by, workshop):
        raise PermissionDenied
    dates = lock_dates(workshop, booking.seats.values_list("date_id", flat=True))
    if only is not None and workshop.sign_up == SignUp.PER_DATE:
        dates = [date for date in dates if date.pk in only]
    offered = booking.seats.coming().offered().filter(date__in=dates)
    taken = offered.update(state=SeatState.CONFIRMED, answer_by=None, since=timezone.now())
    if taken:
        messages.taken(booking)
    return bool(taken)


def give_on(booking: Booking, *, only: Collection[int] | None = None, by: User | None = None) -> bool:
    """The family does not take what is offered to it and leaves the line; the next one is asked at once."""
    offered = booking.seats.coming().offered().values_list("date_id", flat=True)
    dates = [pk for pk in offered if only is None or pk in only]
    return bool(dates) and cancel_booking(booking, only=dates, by=by)
