"""Dates and times as people in Germany mean them: local wall time, Europe/Berlin."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton, get_datetime_format
from babel.units import format_unit
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.lib.languages import locale_of

BERLIN = ZoneInfo("Europe/Berlin")
_YEARS_AHEAD = 100  # nothing that is agreed, kept or planned here reaches further


def period_words(number: int, unit: str, language: str) -> str:
    """`14 Tage`, `6 Monate`; `unit` is day, month or year. Whole years of days are said as years."""
    if unit == "day" and number and number % 365 == 0:
        number, unit = number // 365, "year"
    said = [
        format_unit(number, f"duration-{unit}", length, locale=locale_of(language))
        for length in ("long", "short")
    ]
    # Where the long words are the short ones, Babel finds the latter alone.
    return next(words for words in said if "duration" not in words)


def at_berlin(day: date, clock: time) -> datetime:
    """The moment at which clocks in Berlin show `clock` on `day`.

    An hour that the spring change skips is moved forward, an hour that comes twice in autumn is the first.
    """
    moment = datetime.combine(day, clock, BERLIN)
    return moment.astimezone(ZoneInfo("UTC")).astimezone(BERLIN)


def today() -> date:
    """Today's date in Berlin."""
    return datetime.now(BERLIN).date()


def day_of(moment: datetime) -> date:
    """The day that calendars in Berlin show at that moment."""
    return moment.astimezone(BERLIN).date()


def parse_day(text: str) -> date | None:
    """The day that ISO text such as `2026-11-24` names; None if it names none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def check_year(day: date) -> None:
    """Refuse a year that nobody means: what is counted from it runs out of the calendar. ValidationError."""
    if not 1900 <= day.year <= today().year + _YEARS_AHEAD:
        raise ValidationError(_("Please check the year."), code="year")


_WRITTEN = re.compile(r"(\d{1,2})([./])(\d{1,2})\2(\d{4}|\d{2})")


def parse_cell(text: str, *, month_first: bool = False) -> date | None:
    """The day in a cell of a table: `2026-11-24`, `24.11.2026`, `24.11.26`, `24/11/2026`; None if it is none.

    With `month_first` a day with slashes is an American one: `11/24/2026`.
    """
    written = _WRITTEN.fullmatch(text.strip())
    if written is None:
        return parse_day(text.strip()[:10])
    day, mark, month, year = written.groups()
    if month_first and mark == "/":
        day, month = month, day
    return parse_day(f"{year if len(year) == 4 else '20' + year}-{month:0>2}-{day:0>2}")


def month_comes_first(texts: Iterable[str]) -> bool:
    """Whether the days with slashes in a column are American: some day is later than the twelfth."""
    slashed = [found for text in texts if (found := _WRITTEN.fullmatch(text.strip())) and found[2] == "/"]
    return any(int(found[3]) > 12 for found in slashed) and all(int(found[1]) <= 12 for found in slashed)


@lru_cache(maxsize=4096)  # finding the pattern takes a hundred times as long, and lists say a day many times
def day_words(day: date, language: str, skeleton: str = "MMMMEEEEd") -> str:
    """A day as people say it in a language, without the year.

    >>> day_words(date(2026, 11, 24), "de"), day_words(date(2026, 11, 24), "ar")
    ('Di., 24. November', 'الثلاثاء، 24 نوفمبر')
    """
    return str(format_skeleton(skeleton, day, locale=locale_of(language)))


def dated_words(day: date, language: str) -> str:
    """The same with the year where it is another one than now: a course may go on into the next."""
    return day_words(day, language, "MMMMEEEEd" if day.year == today().year else "yMMMMEEEEd")


def clock(moment: datetime) -> str:
    """What a clock in Berlin shows, as it is written on every door in Germany: `17:30`."""
    return f"{moment.astimezone(BERLIN):%H:%M}"


def hours(starts: datetime, ends: datetime) -> str:
    """`17:30–19:30`, never broken across two lines."""
    joiner = "\N{WORD JOINER}"
    return f"{clock(starts)}{joiner}–{joiner}{clock(ends)}"


def moment_words(moment: datetime, language: str) -> str:
    """Day and time, with the comma of the language between them; see `dated_words` for the year.

    >>> moment_words(datetime(2026, 11, 24, 17, 30, tzinfo=BERLIN), "ar")
    'الثلاثاء، 24 نوفمبر، 17:30'
    """
    return _joined(dated_words(day_of(moment), language), clock(moment), language)


def short_words(moment: datetime, language: str) -> str:
    """Day and time in figures, where an SMS has little room.

    >>> short_words(datetime(2026, 11, 24, 17, 30, tzinfo=BERLIN), "de")
    'Di., 24.11., 17:30'
    """
    return _joined(day_words(day_of(moment), language, "MEd"), clock(moment), language)


def span_words(starts: datetime, ends: datetime, language: str) -> str:
    """Day, beginning and end: `Di., 24. November, 17:30–19:30`; see `dated_words` for the year."""
    return _joined(dated_words(day_of(starts), language), hours(starts, ends), language)


def _joined(day: str, time_words: str, language: str) -> str:
    pattern = str(get_datetime_format("short", locale=locale_of(language)))
    return pattern.replace("'", "").format(time_words, day)
