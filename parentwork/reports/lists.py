"""Lists of one date with first names: who is expected, to sign, and for the childcare."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parentwork.choices import AgeBand
from parentwork.models import Booking, Seat, Workshop, WorkshopDate
from parentwork.reports.naming import NamedByDay, about_date
from portal.documents.kinds import register
from portal.lib.dates import clock, day_words
from portal.lib.languages import best_words
from portal.lib.text import fold


@dataclass(frozen=True)
class ListedFamily:
    """One line of the attendance list: no contact data, since the list lies open on a table.

    Without a name on the list to sign, if the family had booked before it could read of that list.
    """

    name: str
    adults: int
    childcare: int
    waits: bool
    is_excused: bool


@dataclass(frozen=True)
class AttendanceList:
    """Who is expected on one date."""

    about: str  # for the name of the file
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

    @property
    def has_unnamed(self) -> bool:
        return any(not (family.name or family.waits) for family in self.families)


def attendance_list(date: WorkshopDate, language: str, *, to_sign: bool = False) -> AttendanceList:
    """The list of one date, confirmed families by name, then those who wait in their order."""
    title, title_language = best_words(date.workshop, "title", language)
    seats = Seat.objects.alive().filter(date=date).select_related("booking")
    families = [
        ListedFamily(
            _name(seat.booking, to_sign), seat.adults, seat.childcare, not seat.is_given, bool(seat.excused)
        )
        for seat in sorted(seats, key=lambda seat: (seat.queue or 0, fold(seat.booking.name), seat.pk))
    ]
    expected = [family for family in families if not (family.waits or family.is_excused)]
    return AttendanceList(
        about=about_date(date),
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


def _name(booking: Booking, to_sign: bool) -> str:
    """What was promised to a family holds, though the award asks for signatures since."""
    return booking.name if booking.read_of_list or not to_sign else ""


class ListOfNames(NamedByDay):
    """A list of one date with names of families: all of them are deleted by the same rule."""

    def kept_until(self, params: dict[str, Any]) -> datetime:
        """A day after the date, or after it is made to type from: whoever was there types it in then."""
        ends = WorkshopDate.objects.values_list("ends", flat=True).get(pk=params["date"])
        return max(ends, timezone.now()) + timedelta(days=1)

    def visible_to(self, user: Any, params: dict[str, Any]) -> bool:
        return WorkshopDate.objects.with_families_for(user).filter(pk=params["date"]).exists()


@register
class AttendanceListPdf(ListOfNames):
    """The printed list that people are ticked off on."""

    key = "parentwork.attendance_list"
    label = _("attendance list")
    template = "pdf/parentwork/attendance_list.html"
    to_sign = False

    def gather(self, params: dict[str, Any], language: str) -> AttendanceList:
        rows = WorkshopDate.objects.select_related("workshop__organisation", "venue")
        return attendance_list(rows.get(pk=params["date"]), language, to_sign=self.to_sign)

    def about(self, data: AttendanceList) -> str:
        return data.about


@register
class SignedListPdf(AttendanceListPdf):
    """With a place for each signature, where an award asks for that; it stays with the organisation."""

    key = "parentwork.signed_list"
    label = _("list to sign")
    template = "pdf/parentwork/desk/signed_list.html"
    to_sign = True


@dataclass(frozen=True)
class CaredForFamily:
    """Children of one family in childcare: how many of which age, and by whom they were brought."""

    name: str
    bands: tuple[int, ...]
    children: int


@dataclass(frozen=True)
class ChildcareList:
    """Whose children are looked after on one date; no name of a child, nothing about health."""

    about: str
    title: str
    title_language: str
    organisation: str
    day: str
    begins: str
    ends: str
    place: str
    bands: tuple[str, ...]
    families: tuple[CaredForFamily, ...]
    children: int


def _bands(workshop: Workshop, bookings: Sequence[Booking]) -> list[str]:
    """The ages that the childcare takes, and others of whom somebody comes all the same."""
    offered = workshop.offered_bands
    return [band for band in AgeBand.values if band in offered or any(getattr(row, band) for row in bookings)]


@register
class ChildcareListPdf(ListOfNames):
    """For those who look after the children."""

    key = "parentwork.childcare_list"
    label = _("list for the childcare")
    template = "pdf/parentwork/desk/childcare_list.html"

    def gather(self, params: dict[str, Any], language: str) -> ChildcareList:
        rows = WorkshopDate.objects.select_related("workshop__organisation", "venue")
        date = rows.get(pk=params["date"])
        title, title_language = best_words(date.workshop, "title", language)
        seats = list(Seat.objects.expected().filter(date=date, childcare__gt=0).select_related("booking"))
        bands = _bands(date.workshop, [seat.booking for seat in seats])
        families = [
            CaredForFamily(
                seat.booking.name,
                tuple(getattr(seat.booking, band) for band in bands),
                seat.childcare,
            )
            for seat in sorted(seats, key=lambda seat: (fold(seat.booking.name), seat.pk))
        ]
        return ChildcareList(
            about=about_date(date),
            title=title,
            title_language=title_language,
            organisation=date.workshop.organisation.name,
            day=day_words(date.day, language) + f" {date.day.year}",
            begins=clock(date.starts),
            ends=clock(date.ends),
            place=date.venue.name,
            bands=tuple(str(AgeBand(band).label) for band in bands),
            families=tuple(families),
            children=sum(family.children for family in families),
        )

    def about(self, data: ChildcareList) -> str:
        return data.about
