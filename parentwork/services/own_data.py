"""What a family may ask of whoever keeps its booking: to see all of it, and to have it forgotten."""

from typing import Any

from django.db import transaction

from parentwork.models import Booking
from parentwork.services import consents, deletion
from parentwork.services.bookings import cancel_booking
from parentwork.services.families import BANDS


def kept_of(booking: Booking) -> dict[str, Any]:
    """All that is kept of a booking, by the names of its columns, for a file that programs read."""
    seats = booking.seats.select_related("date", "attendance").order_by("date__starts")
    return {
        "name": booking.name,
        "code": booking.code,
        "organisation": booking.workshop.organisation.name,
        "workshop": str(booking.workshop),
        "booked": booking.created.isoformat(),
        "way": booking.way,
        "email": booking.email,
        "phone": booking.number,
        "language": booking.language,
        "adults": booking.adults,
        "children": {band: getattr(booking, band) for band in BANDS},
        "interpreter": booking.interpreter,
        "interpreter_wish": booking.interpreter_wish,
        "allowed": [_consent(consent) for consent in booking.consents.order_by("given")],
        "dates": [_seat(seat) for seat in seats],
        "deleted_on": booking.delete_on.isoformat(),
    }


def _seat(seat: Any) -> dict[str, Any]:
    came = getattr(seat, "attendance", None)
    return {
        "starts": seat.date.starts.isoformat(),
        "state": seat.state,
        "said_that_it_comes": seat.promised.isoformat() if seat.promised else None,
        "answer_until": seat.answer_by.isoformat() if seat.answer_by else None,
        "adults": seat.adults,
        "childcare": seat.childcare,
        "came": {"adults": came.adults, "children": came.children} if came else None,
    }


def _consent(consent: Any) -> dict[str, Any]:
    return {
        "purpose": consent.purpose,
        "text": consent.text,
        "version": consent.version,
        "given": consent.given.isoformat(),
        "taken_back": consent.revoked.isoformat() if consent.revoked else None,
        "deleted_on": consent.delete_on.isoformat(),
    }


@transaction.atomic
def forget_now(booking: Booking) -> None:
    """Give up what is still to come and delete the booking; who came stays as sums without a name."""
    cancel_booking(booking)
    consents.forget_of(booking)
    deletion.forget(booking.workshop, Booking.objects.filter(pk=booking.pk))
