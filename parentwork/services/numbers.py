"""A family comes with more or fewer people than it said."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parentwork import rules
from parentwork.choices import BANDS
from parentwork.models import Booking, Seat
from parentwork.services.bookings import move_up
from parentwork.services.families import check_childcare_is_open
from parentwork.services.seats import Left, lock_dates, places_to_give
from portal.accounts.models import User


@dataclass(frozen=True)
class Numbers:
    """How many come; `children` in childcare by age band."""

    adults: int
    children: Mapping[str, int] = field(default_factory=dict)

    @property
    def childcare(self) -> int:
        return sum(self.children.values())


def bands_of(booking: Booking) -> list[str]:
    """The age bands that its numbers speak of: those offered, and any in which it has places already."""
    offered = booking.workshop.offered_bands
    return [band for band in BANDS if band in offered or getattr(booking, band)]


@transaction.atomic
def change_numbers(booking: Booking, numbers: Numbers, *, by: User | None = None) -> None:
    """Come with more or fewer people to all coming dates; a family that waits keeps its place in line.

    Fewer frees places, and who waits moves up. More is granted as a whole or not at all: `ValidationError`
    by field, code "full", which says how many there is room for. `by` is None for the family itself.
    """
    workshop = booking.workshop
    if by is not None and not rules.may_change_booking(by, booking):
        raise PermissionDenied
    dates = lock_dates(workshop, booking.seats.values_list("date_id", flat=True))
    seats = list(booking.seats.coming().select_related("date"))
    if not seats:
        raise ValidationError(_("No date of this booking is still to come."), code="closed")
    _check(booking, numbers, _room(seats, places_to_give(dates)))
    if by is None and numbers.childcare > booking.childcare:
        check_childcare_is_open(workshop, _grown_band(booking, numbers), [seat.date for seat in seats])
    booking.seats.filter(pk__in=[seat.pk for seat in seats]).update(
        adults=numbers.adults, childcare=numbers.childcare
    )
    _keep(booking, numbers)
    move_up(workshop, dates, answered=booking)


def _room(seats: list[Seat], left: dict[int, Left]) -> Left:
    """The most that the family can have on every one of its dates, never less than it has."""
    rooms = [_room_on(seat, left[seat.date_id]) for seat in seats]
    return Left(min(room.seats for room in rooms), min(room.childcare for room in rooms))


def _room_on(seat: Seat, left: Left) -> Left:
    """Who waits may wait for as much as the whole room holds."""
    if seat.queue is not None:
        return Left(max(seat.adults, seat.date.bookable), max(seat.childcare, seat.date.childcare))
    return Left(seat.adults + max(0, left.seats), seat.childcare + max(0, left.childcare))


def _check(booking: Booking, numbers: Numbers, room: Left) -> None:
    errors: dict[str, Any] = {}
    if numbers.adults > room.seats:
        errors["adults"] = _most(
            ngettext("There is room for %(count)d adult.", "There is room for %(count)d adults.", room.seats),
            room.seats,
        )
    if numbers.childcare > room.childcare:
        errors[_grown_band(booking, numbers)] = _most(
            ngettext(
                "There is childcare for %(count)d child.",
                "There is childcare for %(count)d children.",
                room.childcare,
            ),
            room.childcare,
        )
    if errors:
        raise ValidationError(errors)


def _most(words: str, count: int) -> ValidationError:
    return ValidationError(words % {"count": count}, code="full")


def _grown_band(booking: Booking, numbers: Numbers) -> str:
    """The first age band in which more children come than before."""
    return next(band for band in BANDS if numbers.children.get(band, 0) > getattr(booking, band))


def _keep(booking: Booking, numbers: Numbers) -> None:
    said = {band: numbers.children.get(band, 0) for band in BANDS}
    said |= {"adults": numbers.adults, "childcare": numbers.childcare}
    for name, value in said.items():
        setattr(booking, name, value)
    booking.save(update_fields=list(said))
