"""So that no place stays empty: who says that it comes, releasing places without an answer, fake bookings."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from enum import Enum

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from parentwork import messages, rules
from parentwork.choices import SeatState
from parentwork.models import Attendance, Booking, Seat, WorkshopDate
from parentwork.services import deletion
from parentwork.services.bookings import move_up
from parentwork.services.seats import lock_dates
from portal.accounts.models import User
from portal.erasures.services import note

# So many bookings in one minute are not typed by families.
MANY_AT_ONCE = 3


class Suspicion(Enum):
    """What is noticed about a booking."""

    SAME_CONTACT = "contact"
    SAME_MINUTE = "minute"


@transaction.atomic
def promise(booking: Booking, *, on: int, by: User | None = None) -> bool:
    """The family says that it comes on the date with the id `on`, also after all; False if it has no place
    there. `by` is None for the family itself.
    """
    if by is not None and not rules.may_change_booking(by, booking):
        raise PermissionDenied
    lock_dates(booking.workshop, [on])
    seat = booking.seats.coming().confirmed().filter(date=on).first()
    if seat and not seat.promised:
        booking.seats.filter(pk=seat.pk).update(promised=timezone.now(), excused=None)
    return seat is not None


@transaction.atomic
def release(date: WorkshopDate, ids: Collection[int], *, by: User) -> int:
    """Give on the places of families that did not say whether they come, by seat id; how many families.

    They are told and may book again. Whoever has answered in the meantime keeps its places.
    """
    if not rules.may_clear_bookings(by, date.workshop.organisation):
        raise PermissionDenied
    dates = lock_dates(date.workshop, [date.pk])
    rows = Seat.objects.coming().confirmed().filter(date=date, pk__in=ids)
    seats = [seat for seat in rows.select_related("date__workshop", "booking__workshop") if seat.is_asked]
    Seat.objects.filter(pk__in=[seat.pk for seat in seats]).update(
        state=SeatState.CANCELLED, is_released=True, since=timezone.now()
    )
    for seat in seats:
        messages.released(seat)
        deletion.forget_soon(seat.booking)
    if seats:
        deletion.take_back_lists([date.pk])
    move_up(date.workshop, dates)
    return len(seats)


@transaction.atomic
def remove(date: WorkshopDate, ids: Collection[int], *, by: User) -> int:
    """Delete bookings that no family meant, by seat id on `date`, with all their dates; how many.

    Nobody is told and nothing of them counts in any figure. Whoever came to a date was meant, and stays.
    """
    workshop = date.workshop
    if not rules.may_clear_bookings(by, workshop.organisation):
        raise PermissionDenied
    seats = Seat.objects.filter(date=date, pk__in=ids)
    dates = lock_dates(workshop, Seat.objects.filter(booking__seats__in=seats).values_list("date", flat=True))
    came = Attendance.objects.filter(Q(adults__gt=0) | Q(children__gt=0)).values("seat__booking")
    gone = list(Booking.objects.filter(workshop=workshop, seats__in=seats).exclude(pk__in=came).distinct())
    ids = [booking.pk for booking in gone]
    messages.forget_contacts(ids)
    deletion.take_back_files(ids)
    Booking.objects.filter(pk__in=ids).delete()
    note("parentwork.booking", ids)
    move_up(workshop, dates)
    return len(gone)


def suspicions(seats: Iterable[Seat]) -> dict[int, list[Suspicion]]:
    """Why bookings look as if no family meant them, by seat id: hints for a person, who decides.

    Families share a phone, so a number alone proves nothing; neither does a minute.
    """
    seats = list(seats)
    contacts = Counter(_contact(seat.booking) for seat in seats)
    minutes = Counter(_minute(seat.booking) for seat in seats)
    return {seat.pk: list(_hints(seat.booking, contacts, minutes)) for seat in seats}


def _hints(booking: Booking, contacts: Counter[str], minutes: Counter[str]) -> Iterator[Suspicion]:
    if _contact(booking) and contacts[_contact(booking)] > 1:
        yield Suspicion.SAME_CONTACT
    if booking.entered_by_id is None and minutes[_minute(booking)] >= MANY_AT_ONCE:
        yield Suspicion.SAME_MINUTE


def _contact(booking: Booking) -> str:
    return booking.number or booking.email


def _minute(booking: Booking) -> str:
    return f"{booking.created:%Y-%m-%d %H:%M}"
