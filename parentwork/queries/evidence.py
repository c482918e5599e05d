"""What workshops leave as evidence: sums for a report, never a name.

The counting units differ and are kept apart: participations (a person on a date), families (each booked
family once per series, on the first date it came), visits without a booking (participations only).
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import get_language

from parentwork.choices import DateState, WorkshopState
from portal.lib.dates import BERLIN, at_berlin
from portal.lib.languages import best_words

_SUMS = ("adults", "children", "cared_for", "families", "new_families")


@dataclass(frozen=True)
class EvidenceDate:
    """One date that took place. `hours` are confirmed unpaid hours recorded for it."""

    day: date
    title: str
    adults: int
    children: int
    families: int
    hours: Decimal
    cared_for: int = 0
    # False: nobody has typed in yet who came, so the zeros say nothing.
    recorded: bool = True
    pk: int = 0  # of the date


@dataclass(frozen=True)
class Evidence:
    """What took place in a period. `families` counts a family once per series, `participations_*` visits."""

    dates_held: int
    dates_cancelled: int
    participations_adults: int
    participations_children: int
    families: int
    children_cared_for: int
    volunteer_hours: Decimal
    # How many of them the helpers confirmed themselves, where nobody else could.
    self_confirmed_hours: Decimal
    languages: tuple[str, ...]
    schools: tuple[str, ...]  # where they took place, or for whom
    rows: tuple[EvidenceDate, ...]


def gather(workshops: QuerySet[Any], start: date, end: date) -> Evidence:
    """Evidence of `workshops` for the days `start` to `end`, both included.

    A date was held when it was neither cancelled nor is still to end; drafts do not count. Hours count once
    a coordinator has confirmed them, and only those of unpaid helpers.
    """
    dates = dates_in(workshops, start, end)
    held = list(held_of(dates).select_related("workshop__school").order_by("starts", "id"))
    counts = counts_of([row.pk for row in held])
    hours, own_hours = _hours(workshops, start, end)
    empty = dict.fromkeys(_SUMS, 0)
    sums = [counts.get(row.pk, empty) for row in held]
    return Evidence(
        dates_held=len(held),
        dates_cancelled=dates.filter(state=DateState.CANCELLED).count(),
        participations_adults=sum(row["adults"] for row in sums),
        participations_children=sum(row["children"] for row in sums),
        families=sum(row["new_families"] for row in sums),
        children_cared_for=sum(row["cared_for"] for row in sums),
        volunteer_hours=sum(hours.values(), Decimal(0)),
        self_confirmed_hours=own_hours,
        languages=tuple(sorted({code for row in held for code in row.workshop.languages})),
        schools=tuple(sorted({row.workshop.school.name for row in held if row.workshop.school})),
        rows=tuple(_row(row, counts.get(row.pk), hours) for row in held),
    )


def dates_in(workshops: QuerySet[Any], start: date, end: date) -> QuerySet[Any]:
    """Dates of these workshops from `start` to `end`, both included, cancelled ones too; none of drafts."""
    return apps.get_model("parentwork", "WorkshopDate").objects.filter(
        workshop__in=_no_drafts(workshops),
        starts__gte=_dawn(start),
        starts__lt=_dawn(end + timedelta(days=1)),
    )


def held_of(dates: QuerySet[Any]) -> QuerySet[Any]:
    """Those of the dates that took place: neither cancelled nor still to end."""
    return dates.filter(state=DateState.PLANNED, ends__lte=timezone.now())


def counts_of(dates: list[int]) -> dict[int, dict[str, int]]:
    """Participations and families by date id; a date for which nothing was typed in is missing."""
    attendance = apps.get_model("parentwork", "Attendance").objects.filter(seat__date__in=dates)
    headcounts = apps.get_model("parentwork", "Headcount").objects.of_people().filter(date__in=dates)
    counted = headcounts.order_by().values("date").annotate(**_summed(*_SUMS))
    totals: dict[int, dict[str, int]] = {}
    for row in [*attendance_sums(attendance), *counted]:
        total = totals.setdefault(row["date"], dict.fromkeys(_SUMS, 0))
        for name in _SUMS:
            total[name] += row.get(f"{name}_sum", row.get(name, 0))
    return totals


def confirmed_hours(workshops: QuerySet[Any], start: date, end: date) -> QuerySet[Any]:
    """Unpaid hours for these workshops on these days that were confirmed, in no order."""
    return (
        apps.get_model("parentwork", "VolunteerHours")
        .objects.filter(
            workshop__in=_no_drafts(workshops),
            day__range=(start, end),
            confirmed__isnull=False,
            helper__is_paid=False,
        )
        .order_by()
    )


def attendance_sums(attendances: QuerySet[Any]) -> QuerySet[Any]:
    """Attendance summed by date (key `date`), families that came and those that came for the first time."""
    came = Q(adults__gt=0) | Q(children__gt=0)
    earlier = apps.get_model("parentwork", "Attendance").objects.filter(
        came, seat__booking=OuterRef("seat__booking"), seat__date__starts__lt=OuterRef("seat__date__starts")
    )
    return (
        attendances.annotate(again=Exists(earlier))
        .order_by()
        .values(date=F("seat__date"))
        .annotate(
            families=Count("pk", filter=came),
            new_families=Count("pk", filter=came & Q(again=False)),
            **_summed("adults", "children", "cared_for"),
        )
    )


def _dawn(day: date) -> datetime:
    return at_berlin(day, time())


def _no_drafts(workshops: QuerySet[Any]) -> QuerySet[Any, Any]:
    return workshops.exclude(state=WorkshopState.DRAFT).order_by().values("pk")


def _summed(*names: str) -> dict[str, Sum]:
    # The alias must not hide the column for the next sum, so the table's own columns are named.
    return {f"{name}_sum": Sum(name) for name in names}


def _hours(workshops: QuerySet[Any], start: date, end: date) -> tuple[dict[int | None, Decimal], Decimal]:
    """Confirmed unpaid hours by date, those without one under None; and those confirmed by the helper."""
    rows = (
        confirmed_hours(workshops, start, end)
        .values("date")
        .annotate(total=Sum("hours"), own=Sum("hours", filter=Q(self_confirmed=True), default=Decimal(0)))
    )
    return {row["date"]: row["total"] for row in rows}, sum((row["own"] for row in rows), Decimal(0))


def _row(row: Any, counted: dict[str, int] | None, hours: dict[int | None, Decimal]) -> EvidenceDate:
    counts = counted or dict.fromkeys(_SUMS, 0)
    return EvidenceDate(
        day=row.starts.astimezone(BERLIN).date(),
        title=best_words(row.workshop, "title", get_language() or "de")[0],
        adults=counts["adults"],
        children=counts["children"],
        families=counts["families"],
        hours=hours.get(row.pk, Decimal(0)),
        cared_for=counts["cared_for"],
        recorded=counted is not None or row.recorded is not None,
        pk=row.pk,
    )
