"""The slip that a family carries."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parentwork.choices import DateState
from parentwork.models import Booking, Seat
from parentwork.reports.naming import NamedByDay, about_day
from portal.documents.kinds import register
from portal.lib import codes, phones
from portal.lib.dates import span_words
from portal.lib.languages import best_words

# Dates that the paper has room for, in the tallest script.
MOST_DATES = 8


@dataclass(frozen=True)
class Slip:
    """What a family carries: code, when, where, and the way back to its booking."""

    about: str  # for the name of the file
    code: str
    name: str
    title: str
    title_language: str
    organisation: str
    phone: str
    dates: tuple[tuple[str, bool], ...]  # day and time, waits
    more: int  # dates for which the paper has no room
    place: str
    address: str
    directions: str
    directions_language: str
    directions_are_german: bool  # for a reader of another language
    adults: int
    childcare: int
    link: str
    qr: str


@register
class BookingSlip(NamedByDay):
    """A6, readable on paper and scanned from it."""

    key = "parentwork.booking_slip"
    label = _("slip of a booking")
    template = "pdf/parentwork/booking_slip.html"
    keep_days = 2  # a name stands on it; it is made again whenever it is asked for

    def gather(self, params: dict[str, Any], language: str) -> Slip:
        booking = Booking.objects.select_related(
            "workshop__organisation", "workshop__venue__postal_code"
        ).get(pk=params["booking"])
        workshop, place = booking.workshop, booking.workshop.venue
        title, title_language = best_words(workshop, "title", language)
        directions, written_in = best_words(place, "directions", language)
        address = booking.whole_address(language)
        coming = _coming(booking)
        dates = [
            (span_words(seat.date.starts, seat.date.ends, language), not seat.is_given) for seat in coming
        ]
        shown = dates if len(dates) <= MOST_DATES else dates[: MOST_DATES - 1]
        return Slip(
            about=about_day(_first_day(booking, coming), title, booking.code),
            code=codes.spaced(booking.code),
            name=booking.name,
            title=title,
            title_language=title_language,
            organisation=workshop.organisation.name,
            phone=phones.written(workshop.organisation.phone),
            dates=tuple(shown),
            more=len(dates) - len(shown),
            place=place.name,
            address=", ".join(str(part) for part in (place.street, place.postal_code) if part),
            directions=directions,
            directions_language=written_in,
            directions_are_german=written_in == "de" and not language.startswith("de"),
            adults=booking.adults,
            childcare=booking.childcare,
            link=address,
            qr=codes.qr_svg(address),
        )

    def visible_to(self, user: Any, params: dict[str, Any]) -> bool:
        """The organisation's people; the family's own page asks for the secret instead."""
        return Booking.objects.visible_to(user).filter(pk=params["booking"]).exists()

    def about(self, data: Slip) -> str:
        return data.about


def _first_day(booking: Booking, coming: list[Seat]) -> date | None:
    """Of the dates that stand on the slip, else the last of all."""
    if coming:
        return coming[0].date.day
    last = booking.seats.select_related("date").order_by("-date__starts").first()
    return last.date.day if last else None


def _coming(booking: Booking) -> list[Seat]:
    """The dates still to come on which the family is expected or waits, in their order."""
    seats = booking.seats.alive().filter(
        date__state=DateState.PLANNED, date__ends__gt=timezone.now(), excused__isnull=True
    )
    return list(seats.select_related("date").order_by("date__starts"))
