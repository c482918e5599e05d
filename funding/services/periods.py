"""The period of a project: when it may begin, how long it may last, and the years that its plan may name."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from funding.models import FundingRequest
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
