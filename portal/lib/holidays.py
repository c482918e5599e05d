"""The holidays of the Länder, and when a term ends that would end on one of them."""

from datetime import date, timedelta
from functools import lru_cache

import holidays
from django.utils.translation import get_language

SATURDAY = 5


def holiday_name(day: date, land: str, category: str) -> str:
    """What a Land calls `day` when it is a holiday of the category ("public" or "school"), else empty.

    `land` is an ISO 3166-2 code such as `DE-NW`; "" is all of Germany, with the holidays that every Land has.
    """
    language = "de" if (get_language() or "de").startswith("de") else "en_US"
    return _calendar(land.removeprefix("DE-"), day.year, category, language).get(day, "")


def knows_school_holidays(year: int, land: str) -> bool:
    """The Länder set school holidays years ahead; beyond that nothing can be skipped."""
    return len(_calendar(land.removeprefix("DE-"), year, "school", "de")) > 30


def working_day_from(day: date, land: str) -> date:
    """`day`, or the next that is neither Saturday, Sunday nor public holiday of the Land.

    >>> working_day_from(date(2026, 4, 3), "DE-NW")  # Good Friday, then Easter
    datetime.date(2026, 4, 7)
    """
    while day.weekday() >= SATURDAY or holiday_name(day, land, "public"):
        day += timedelta(days=1)
    return day


@lru_cache(maxsize=256)
def _calendar(land: str, year: int, category: str, language: str) -> dict[date, str]:
    return dict(
        holidays.country_holidays(
            "DE", subdiv=land or None, years=year, categories=(category,), language=language
        ).items()
    )
