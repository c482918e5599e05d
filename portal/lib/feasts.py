"""Feasts on which many families have other plans. Nothing is left out because of them; planners are told.

Islamic days begin with a new moon that is seen, so that each may be a day earlier or later than calculated.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import holidays
from dateutil.easter import EASTER_ORTHODOX, easter
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.lib.dates import BERLIN

# In Ramadan, whoever is still away then cannot break the fast at home.
EVENING = time(16)
FASTING = timedelta(days=30)
# A country whose calendar names both, as calculated; it gives the first of the days of each feast.
_ISLAMIC_COUNTRY, _FITR, _ADHA = "BF", "Eid al-Fitr", "Eid al-Adha"
_DAY = timedelta(days=1)

_RAMADAN = _("Ramadan, about: families break the fast in the evening")
_EID_AL_FITR = _("Eid al-Fitr, about (a day earlier or later)")
_EID_AL_ADHA = _("Eid al-Adha, about (a day earlier or later)")
_EASTER = _("Orthodox Easter")
_PENTECOST = _("Orthodox Pentecost")
_CHRISTMAS = _("Orthodox Christmas")
_THEOPHANY = _("Orthodox Theophany")

type Feast = tuple[date, date, str | Promise]  # first and last day, the days of doubt included


def feasts_on(starts: datetime, ends: datetime) -> list[str]:
    """The feasts into which a meeting falls, by what clocks in Berlin show; empty for most."""
    begins, finishes = starts.astimezone(BERLIN), ends.astimezone(BERLIN)
    is_evening = finishes.time() > EVENING or finishes.date() > begins.date()
    return [
        str(name)
        for first, last, name in _of(begins.year)
        if first <= begins.date() <= last and (name != _RAMADAN or is_evening)
    ]


@lru_cache(maxsize=16)
def _of(year: int) -> tuple[Feast, ...]:
    return (*_islamic(year), *_orthodox(year))


def _islamic(year: int) -> Iterator[Feast]:
    """Also the months of fasting that begin in one year and end in the next."""
    for around in (year, year + 1):
        for day in _first_days(around, _FITR):
            yield day - FASTING - _DAY, day, _RAMADAN
            yield day - _DAY, day + 3 * _DAY, _EID_AL_FITR
        for day in _first_days(around, _ADHA):
            yield day - _DAY, day + 4 * _DAY, _EID_AL_ADHA


def _first_days(year: int, name: str) -> list[date]:
    calendar = holidays.country_holidays(_ISLAMIC_COUNTRY, years=year, language="en_US", observed=False)
    return [day for day in calendar if name in calendar[day]]


def _orthodox(year: int) -> Iterator[Feast]:
    """By the Julian calendar, which is thirteen days behind until the year 2100."""
    sunday = easter(year, EASTER_ORTHODOX)
    yield sunday - 2 * _DAY, sunday + _DAY, _EASTER
    yield sunday + 49 * _DAY, sunday + 50 * _DAY, _PENTECOST
    yield date(year, 1, 6), date(year, 1, 7), _CHRISTMAS
    yield date(year, 1, 18), date(year, 1, 19), _THEOPHANY
