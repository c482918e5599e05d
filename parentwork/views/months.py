"""The public calendar by month: the same dates as in the list, each week a row."""

import calendar
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from parentwork.forms.search import WorkshopFilters
from parentwork.models import WorkshopDate
from portal.lib.dates import parse_day, today
from portal.lib.replicas import from_replica

# More meetings than that are read by nobody; and how many months ahead one may look.
MOST, MONTHS_AHEAD = 200, 18


@dataclass(frozen=True)
class Day:
    """A square of the calendar; `is_inside` the month that is shown."""

    day: date
    is_inside: bool
    dates: list[Any]


@from_replica
@require_safe
def month(request: HttpRequest) -> HttpResponse:
    """The coming dates of one month that fit the filters, every date of a series."""
    form = WorkshopFilters.of(request.GET)
    form.is_valid()
    first = _first(request.GET.get("month", ""))
    following = first + relativedelta(months=1)
    coming = WorkshopDate.objects.public().upcoming().select_related("workshop", "venue__postal_code")
    found = list(form.apply(coming.between(first, following))[: MOST + 1])
    context = {
        "form": form, "first": first, "place": form.place, "dates": found, "too_many": len(found) > MOST,
        "weeks": _weeks(first, found) if len(found) <= MOST else [], "query": form.address()[1:],
        "before": first - relativedelta(months=1) if first > today().replace(day=1) else None,
        "after": following if following < _last() else None,
    }  # fmt: skip
    return render(request, "parentwork/month.html", context, status=422 if form.errors else 200)


def _first(asked: str) -> date:
    """The first of the month in the address, `2026-12`; this month where that is none or too far away."""
    this = today().replace(day=1)
    first = parse_day(f"{asked}-01") or this
    return first if this <= first < _last() else this


def _last() -> date:
    return today().replace(day=1) + relativedelta(months=MONTHS_AHEAD)


def _weeks(first: date, found: list[Any]) -> list[list[Day]]:
    by_day: dict[date, list[Any]] = defaultdict(list)
    for row in found:
        by_day[row.day].append(row)
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    return [[Day(day, day.month == first.month, by_day[day]) for day in week] for week in weeks]
