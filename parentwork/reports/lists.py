"""Lists of one date with first names: who is expected, to sign, and for the childcare."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from parentwork.choices import AgeBand
from parentwork.models import Seat, WorkshopDate
from portal.documents.kinds import Kind, register
from portal.lib.dates import clock, day_words
from portal.lib.languages import best_words
from portal.lib.text import fold


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
        ListedFamily(seat.booking.name, seat.adults, seat.childcare, not seat.is_given)
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


@register
class SignedListPdf(AttendanceListPdf):
    """With a place for each signature, where an award asks for that; it stays with the organisation."""

    key = "parentwork.signed_list"
    label = _("list to sign")
    template = "pdf/parentwork/desk/signed_list.html"

    def filename(self, data: AttendanceList) -> str:
        return "list-to-sign.pdf"


@dataclass(frozen=True)
class CaredForFamily:
    """Children of one family in childcare: how many of which age, and by whom they were brought."""

    name: str
    bands: tuple[int, ...]
    children: int


@dataclass(frozen=True)
class ChildcareList:
    """Whose children are looked after on one date; no name of a child, nothing about health."""

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


@register
class ChildcareListPdf(Kind):
    """For those who look after the children; it deletes itself when the date is over."""

    key = "parentwork.childcare_list"
    label = _("list for the childcare")
    template = "pdf/parentwork/desk/childcare_list.html"

    def gather(self, params: dict[str, Any], language: str) -> ChildcareList:
        rows = WorkshopDate.objects.select_related("workshop__organisation", "venue")
        date = rows.get(pk=params["date"])
        title, title_language = best_words(date.workshop, "title", language)
        seats = Seat.objects.confirmed().filter(date=date, childcare__gt=0).select_related("booking")
        families = [
            CaredForFamily(
                seat.booking.name,
                tuple(getattr(seat.booking, band) for band in AgeBand.values),
                seat.childcare,
            )
            for seat in sorted(seats, key=lambda seat: (fold(seat.booking.name), seat.pk))
        ]
        return ChildcareList(
            title=title,
            title_language=title_language,
            organisation=date.workshop.organisation.name,
            day=day_words(date.day, language) + f" {date.day.year}",
            begins=clock(date.starts),
            ends=clock(date.ends),
            place=date.venue.name,
            bands=tuple(str(label) for label in AgeBand.labels),
            families=tuple(families),
            children=sum(family.children for family in families),
        )

    def kept_until(self, params: dict[str, Any]) -> datetime:
        """The end of the date."""
        return WorkshopDate.objects.values_list("ends", flat=True).get(pk=params["date"])

    def visible_to(self, user: Any, params: dict[str, Any]) -> bool:
        return WorkshopDate.objects.with_families_for(user).filter(pk=params["date"]).exists()

    def filename(self, data: ChildcareList) -> str:
        return "childcare-list.pdf"
