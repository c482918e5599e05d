"""What workshops were, year by year: the sums of the evidence for a report, parted by workshop and year."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any

from dateutil.relativedelta import relativedelta
from django.apps import apps
from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import ExtractYear

from parentwork.choices import DateState
from parentwork.queries.evidence import confirmed_hours, counts_of, dates_in, held_of
from portal.lib.dates import BERLIN

_COUNTED = ("adults", "children", "cared_for", "new_families")


@dataclass(frozen=True)
class Sums:
    """Meetings, participations (a person on a date), families (once a workshop), unpaid confirmed hours."""

    meetings: int = 0
    cancelled: int = 0
    unrecorded: int = 0  # of the meetings: nobody has typed in yet who came
    adults: int = 0
    children: int = 0
    cared_for: int = 0
    families: int = 0
    hours: Decimal = Decimal(0)

    def __add__(self, other: Sums) -> Sums:
        names = [each.name for each in fields(self)]
        return Sums(**{name: getattr(self, name) + getattr(other, name) for name in names})

    @property
    def participations(self) -> int:
        return self.adults + self.children


@dataclass(frozen=True)
class Line:
    """One workshop in one year.

    `parts` are participations without a booking of which age or language is known, by (by, key).
    """

    workshop: Any
    year: int
    sums: Sums
    parts: Counter[tuple[str, str]] = field(default_factory=Counter)


def lines_of(workshops: QuerySet[Any], years: range) -> list[Line]:
    """A line for each of these workshops and years in which something was, the newest year first.

    The sums of a year are those of `evidence` for it. Seven queries.
    """
    start, end = date(years[0], 1, 1), date(years[-1], 12, 31)
    sums = _by_workshop(dates_in(workshops, start, end), confirmed_hours(workshops, start, end))
    rows = workshops.select_related("format", "school").in_bulk([workshop for workshop, _year in sums])
    parts = _counted_parts(workshops, start, end)
    lines = [Line(rows[key[0]], key[1], part, parts[key]) for key, part in sums.items()]
    return sorted(lines, key=lambda line: (-line.year, -line.workshop.pk))


def sums_to_date(workshops: QuerySet[Any], day: date) -> dict[tuple[int, int], Sums]:
    """Of the year of `day` up to it, and of the year before up to the same day, by organisation and year.

    Years without anything are left out. Six queries.
    """
    before = day - relativedelta(years=1)
    this, last = (date(day.year, 1, 1), day), (date(before.year, 1, 1), before)
    dates = dates_in(workshops, *this) | dates_in(workshops, *last)
    hours = confirmed_hours(workshops, *this) | confirmed_hours(workshops, *last)
    # Within one of two years the workshops would be looked for among all dates of the country.
    parts = _by_workshop(dates.filter(workshop__in=workshops), hours.filter(workshop__in=workshops))
    of = dict(
        workshops.filter(pk__in={key for key, _year in parts}).order_by().values_list("pk", "organisation")
    )
    sums: dict[tuple[int, int], Sums] = defaultdict(Sums)
    for (workshop, year), part in parts.items():
        sums[of[workshop], year] += part
    return dict(sums)


def total(lines: Iterable[Line]) -> Sums:
    """All lines together."""
    return sum((line.sums for line in lines), Sums())


def parts_together(lines: Iterable[Line]) -> Counter[tuple[str, str]]:
    """The parts of all lines together."""
    return sum((line.parts for line in lines), Counter())


def _counted_parts(
    workshops: QuerySet[Any], start: date, end: date
) -> dict[tuple[int, int], Counter[tuple[str, str]]]:
    found: dict[tuple[int, int], Counter[tuple[str, str]]] = defaultdict(Counter)
    rows = (
        apps.get_model("parentwork", "CountedPart")
        .objects.filter(date__in=held_of(dates_in(workshops, start, end)))
        .annotate(year=ExtractYear("date__starts", tzinfo=BERLIN))
        .order_by()
        .values_list("date__workshop", "year", "by", "key")
        .annotate(sum=Sum("number"))
    )
    for workshop, year, by, key, number in rows:
        found[workshop, year][by, key] += number
    return found


def _by_workshop(dates: QuerySet[Any], hours: QuerySet[Any]) -> dict[tuple[int, int], Sums]:
    """What these dates and hours come to, by workshop and year."""
    sums: dict[tuple[int, int], Sums] = defaultdict(Sums)
    for key, part in _parts(dates, hours):
        sums[key] += part
    return sums


def _parts(dates: QuerySet[Any], hours: QuerySet[Any]) -> Iterable[tuple[tuple[int, int], Sums]]:
    yield from _held(list(held_of(dates)))
    cancelled = dates.filter(state=DateState.CANCELLED).annotate(year=ExtractYear("starts", tzinfo=BERLIN))
    for row in cancelled.order_by().values("workshop", "year").annotate(number=Count("pk")):
        yield (row["workshop"], row["year"]), Sums(cancelled=row["number"])
    for row in hours.values("workshop", "day__year").annotate(sum=Sum("hours")):
        yield (row["workshop"], row["day__year"]), Sums(hours=row["sum"])


def _held(dates: list[Any]) -> Iterable[tuple[tuple[int, int], Sums]]:
    counts = counts_of([row.pk for row in dates])
    for row in dates:
        counted = counts.get(row.pk) or dict.fromkeys(_COUNTED, 0)
        came = Sums(
            meetings=1,
            unrecorded=row.pk not in counts and row.recorded is None,
            adults=counted["adults"],
            children=counted["children"],
            cared_for=counted["cared_for"],
            families=counted["new_families"],
        )
        yield (row.workshop_id, row.day.year), came
