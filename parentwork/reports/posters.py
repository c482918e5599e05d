"""Papers: the slip of a family, the attendance list of an evening, the poster of a workshop."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parentwork.choices import DateState
from parentwork.models import Booking, Seat, Workshop, WorkshopDate
from portal.documents.kinds import Kind, register
from portal.lib import codes
from portal.lib.dates import clock, day_words, span_words
from portal.lib.languages import best_words, name_of
from portal.lib.lists import listed
from portal.lib.text import fold

# Dates that the paper has room for, in the tallest script.
MOST_ON_A_SLIP, MOST_ON_A_POSTER = 8, 8


@dataclass(frozen=True)
class Slip:
    """What a family carries: code, when, where, and the way back to its booking."""

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
class BookingSlip(Kind):
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
        dates = _dates(booking, language)
        shown = dates if len(dates) <= MOST_ON_A_SLIP else dates[: MOST_ON_A_SLIP - 1]
        return Slip(
            code=codes.spaced(booking.code),
            name=booking.name,
            title=title,
            title_language=title_language,
            organisation=workshop.organisation.name,
            phone=workshop.organisation.phone.as_national if workshop.organisation.phone else "",
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

    def filename(self, data: Slip) -> str:
        return f"{data.code.replace(' ', '')}.pdf"


def _dates(booking: Booking, language: str) -> list[tuple[str, bool]]:
    """The dates still to come, in their order."""
    seats = booking.seats.alive().filter(date__state=DateState.PLANNED, date__ends__gt=timezone.now())
    return [
        (span_words(seat.date.starts, seat.date.ends, language), seat.queue is not None)
        for seat in seats.select_related("date").order_by("date__starts")
    ]  # fmt: skip


@dataclass(frozen=True)
class ListedFamily:
    """One line of the attendance list: no contact data, since the list lies open on a table."""

    name: str
    adults: int
    childcare: int
    waits: bool


@dataclass(frozen=True)
class AttendanceList:
    """Who is expected on one date."""

    title: str
    title_language: str
    organisation: str
    day: str
    begins: str
    ends: str
    place: str
    has_childcare: bool
    families: tuple[ListedFamily, ...]
    adults: int
    childcare: int


def attendance_list(date: WorkshopDate, language: str) -> AttendanceList:
    """The list of one date, confirmed families by name, then those who wait in their order."""
    title, title_language = best_words(date.workshop, "title", language)
    seats = Seat.objects.alive().filter(date=date).select_related("booking")
    families = [
        ListedFamily(seat.booking.name, seat.adults, seat.childcare, seat.queue is not None)
        for seat in sorted(seats, key=lambda seat: (seat.queue or 0, fold(seat.booking.name), seat.pk))
    ]
    expected = [family for family in families if not family.waits]
    return AttendanceList(
        title=title,
        title_language=title_language,
        organisation=date.workshop.organisation.name,
        day=day_words(date.day, language) + f" {date.day.year}",
        begins=clock(date.starts),
        ends=clock(date.ends),
        place=date.venue.name,
        has_childcare=date.childcare > 0,
        families=tuple(families),
        adults=sum(family.adults for family in expected),
        childcare=sum(family.childcare for family in expected),
    )


@register
class AttendanceListPdf(Kind):
    """The printed list that people are ticked off on."""

    key = "parentwork.attendance_list"
    label = _("attendance list")
    template = "pdf/parentwork/attendance_list.html"
    keep_days = 2

    def gather(self, params: dict[str, Any], language: str) -> AttendanceList:
        rows = WorkshopDate.objects.select_related("workshop__organisation", "venue")
        return attendance_list(rows.get(pk=params["date"]), language)

    def visible_to(self, user: Any, params: dict[str, Any]) -> bool:
        return WorkshopDate.objects.with_families_for(user).filter(pk=params["date"]).exists()

    def filename(self, data: AttendanceList) -> str:
        return "attendance-list.pdf"


@dataclass(frozen=True)
class Poster:
    """What hangs on the wall of a school or a shop, in one language."""

    title: str
    title_language: str
    organisation: str
    phone: str
    languages: str
    dates: tuple[str, ...]
    more: int  # dates for which the paper has no room
    place: str
    place_is_told_later: bool
    childcare: tuple[int, int] | None  # youngest and oldest age
    cost: Decimal
    is_open: bool
    link: str
    qr: str


@register
class PosterPdf(Kind):
    """A4, with a QR code that opens the page of the workshop in the language of the poster."""

    key = "parentwork.poster"
    label = _("poster")
    template = "pdf/parentwork/poster.html"

    def gather(self, params: dict[str, Any], language: str) -> Poster:
        rows = Workshop.objects.select_related("organisation", "venue__postal_code")
        workshop = rows.get(pk=params["workshop"])
        title, title_language = best_words(workshop, "title", language)
        dates = [span_words(row.starts, row.ends, language) for row in workshop.dates.upcoming()]
        shown = dates if len(dates) <= MOST_ON_A_POSTER else dates[: MOST_ON_A_POSTER - 1]
        organisation, link = workshop.organisation, workshop.whole_address(language)
        return Poster(
            title=title,
            title_language=title_language,
            organisation=organisation.name,
            phone=organisation.phone.as_national if organisation.phone else "",
            languages=listed([name_of(code, language) for code in workshop.languages], language),
            dates=tuple(shown),
            more=len(dates) - len(shown),
            place=workshop.venue.public_words,
            place_is_told_later=not (workshop.venue.is_public or workshop.venue.is_online),
            childcare=_ages(workshop),
            cost=workshop.cost,
            is_open=workshop.is_open,
            link=link,
            qr=codes.qr_svg(link),
        )

    def visible_to(self, user: Any, params: dict[str, Any]) -> bool:
        return Workshop.objects.visible_to(user).filter(pk=params["workshop"]).exists()

    def filename(self, data: Poster) -> str:
        return "poster.pdf"


def _ages(workshop: Workshop) -> tuple[int, int] | None:
    return (workshop.childcare_from_age, workshop.childcare_to_age) if workshop.childcare else None
