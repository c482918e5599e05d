"""Interim proofs of a grant that runs over years: what each reports on, and until when it is due."""

from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta


@dataclass(frozen=True)
class InterimPeriod:
    """From `start` to `end`, both included; the proof is due on `due`."""

    start: date
    end: date
    due: date


def interim_periods(start: date, end: date, months: int | None) -> list[InterimPeriod]:
    """A period for each calendar year that ends before the grant does, due so many months after it.

    None without `months`. Source: funding.md section 4, four months after the budget year.
    """
    if not months:
        return []
    years = [date(year, 12, 31) for year in range(start.year, end.year)]
    firsts = [start, *(day + timedelta(days=1) for day in years)]
    return [
        InterimPeriod(first, last, last + relativedelta(months=months))
        for first, last in zip(firsts, years, strict=False)
    ]
