"""The public calendar by month: the same dates as in the list, each week a row."""

import calendar
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from parentwork.forms.search import WorkshopFilters
from parentwork.models import WorkshopDate
from portal.lib.dates import day_of, parse_day, today
from portal.lib.replicas import from_replica

# So many meetings of a day are shown, and so many counted; and how many months ahead one may look.
SHOWN_A_DAY, COUNTED_A_DAY, MONTHS_AHEAD = 5, 50, 18


@dataclass(frozen=True)
class Day:
    """A square of the calendar; `is_inside` the month that is shown.

    `more`: how many dates there are beside those shown; there may be more still where they `are_many`.
    """

    day: date
    is_inside: bool
    dates: list[Any]
    more: int
    are_many: bool
    address: str  # the query of the list with all dates of this day


@from_replica
@require_safe
def month(request: HttpRequest) -> HttpResponse:
    """The coming dates of one month that fit the filters, every date of a series."""
    form = WorkshopFilters.of(request.GET)
    form.is_valid()
    first = _first(request.GET.get("month", ""))
    following = first + relativedelta(months=1)
    found = by_day(form.apply(WorkshopDate.objects.public().upcoming()), first, following)
    then = None if found else _next(form, following)
    context = {
        "form": form, "first": first, "place": form.place, "is_empty": not found,
        "weeks": _weeks(first, found, form), "query": form.address()[1:],
        "before": first - relativedelta(months=1) if first > today().replace(day=1) else None,
        "after": following if following < _last() else None,
        "next": then, "next_address": form.address(month=then.strftime("%Y-%m")) if then else "",
    }  # fmt: skip
    return render(request, "parentwork/month.html", context, status=422 if form.errors else 200)


def _next(form: WorkshopFilters, start: date) -> date | None:
    """The first month from `start` on, as far as one may look, in which a date fits the filters."""
    dates = WorkshopDate.objects.public().upcoming().between(start, _last())
    coming = form.apply(dates).order_by("starts", "pk").values_list("starts", flat=True).first()
    return day_of(coming).replace(day=1) if coming else None


def _first(asked: str) -> date:
    """The first of the month in the address, `2026-12`; this month where that is none or too far away."""
    this = today().replace(day=1)
    first = parse_day(f"{asked}-01") or this
    return first if this <= first < _last() else this


def _last() -> date:
    return today().replace(day=1) + relativedelta(months=MONTHS_AHEAD)


def by_day(dates: Any, first: date, end: date) -> dict[date, list[int]]:
    """The ids of the dates of each day from `first` on and before `end`, in order, no more than are counted.

    One query that reads each day by itself, so that a crowded one costs no more than another.
    """
    days = [first + timedelta(days=number) for number in range((end - first).days)]
    each = [dates.on_day(day).values_list("pk", "starts")[:COUNTED_A_DAY] for day in days]
    found: dict[date, list[int]] = defaultdict(list)
    for pk, starts in each[0].union(*each[1:], all=True):
        found[day_of(starts)].append(pk)
    return found


def _weeks(first: date, found: dict[date, list[int]], form: WorkshopFilters) -> list[list[Day]]:
    shown = [pk for ids in found.values() for pk in ids[:SHOWN_A_DAY]]
    rows = WorkshopDate.objects.select_related("workshop").in_bulk(shown)

    def square(day: date) -> Day:
        ids = found.get(day, [])
        return Day(
            day=day, is_inside=day.month == first.month, dates=[rows[pk] for pk in ids[:SHOWN_A_DAY]],
            more=len(ids[SHOWN_A_DAY:]), are_many=len(ids) == COUNTED_A_DAY,
            address=form.address(day=day.isoformat(), when=""),
        )  # fmt: skip

    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    return [[square(day) for day in week] for week in weeks]
