"""The period of a project: when it may begin, how long it may last, and the years that its plan may name."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from funding.choices import Task
from funding.models import CostItem, FundingRequest, IncomeItem
from portal.lib.dates import today

MOST_YEARS = 10


def years_of(request: FundingRequest, named: Iterable[int] = ()) -> list[int]:
    """The calendar years of the project; without dates, this year and on to the last that its lines name."""
    first = request.start.year if request.start else today().year
    last = request.end.year if request.end else first
    if request.start is None:
        last = max([last, *named])
    return list(range(first, min(max(first, last), first + MOST_YEARS - 1) + 1))


def year_words(years: Sequence[int]) -> str:
    """`2027`, or `2027–2029`."""
    return str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"


def nearest(year: int, years: Sequence[int]) -> int:
    """`year` moved into the period."""
    return min(max(year, years[0]), years[-1])


def move_lines(request: FundingRequest) -> None:
    """Move the lines of the plan, saved and typed, to the first dates that the project gets.

    Before, they stood in this year for want of another one. All of them go by as many years.
    """
    costs, incomes, years = list(request.costs.all()), list(request.incomes.all()), years_of(request)
    lines: list[CostItem | IncomeItem] = [*costs, *incomes]
    moved = _moved([line.year for line in lines], years)
    for line in lines:
        line.year = moved[line.year]
    CostItem.objects.bulk_update(costs, ["year"])
    IncomeItem.objects.bulk_update(incomes, ["year"])
    for draft in request.drafts.filter(task=Task.PLAN):
        named = {key: int(text) for key, text in draft.data.items() if _is_year(key, text)}
        moved = _moved(named.values(), years)
        data = draft.data | {key: str(moved[year]) for key, year in named.items()}
        request.drafts.filter(pk=draft.pk).update(data=data)  # `saved` stays: nobody has typed anything


def _is_year(key: str, text: str) -> bool:
    return key.endswith("-year") and text.isdecimal() and len(text) == 4


def _moved(named: Iterable[int], years: Sequence[int]) -> dict[int, int]:
    """Where each of these years goes so that the first of them is the first of `years`."""
    found = set(named)
    by = years[0] - min(found, default=years[0])
    return {year: nearest(year + by, years) for year in found}


def errors_of_period(request: FundingRequest) -> dict[str, ValidationError]:
    """What is wrong with the dates under the programme and today, by field; empty dates are not."""
    return dict(_errors(request))


def _errors(request: FundingRequest) -> Iterator[tuple[str, ValidationError]]:
    if request.start and not may_begin_on(request, request.start):
        yield "start", _too_early(request)
    if request.start and request.end:
        most = request.programme.max_months
        if request.end < request.start:
            yield "end", ValidationError(_("The end lies before the start."), "order")
        elif most and request.end >= request.start + relativedelta(months=most):
            text = ngettext(
                "The programme gives money for %(most)s month at most.",
                "The programme gives money for %(most)s months at most.",
                most,
            )
            yield "end", ValidationError(text, "long", {"most": most})
        elif request.programme.leaves_its_year(request.start, request.end):
            text = _("This money is given a year at a time. Choose an end in %(year)s.")
            yield "end", ValidationError(text, "years", {"year": request.start.year})


def may_begin_on(request: FundingRequest, day: date) -> bool:
    """A project begins after its request, unless the programme or the Office has said otherwise."""
    if request.programme.pays_for_begun or day > today():
        return True
    return request.early_start is not None and day >= request.early_start


def _too_early(request: FundingRequest) -> ValidationError:
    day, text = today(), _("A project that has begun cannot be funded. Choose a start after today, %(day)s.")
    if request.early_start is not None:
        day, text = request.early_start, _("You may begin from %(day)s. Choose this day or a later one.")
    return ValidationError(text, "early", {"day": date_format(day, "SHORT_DATE_FORMAT")})
