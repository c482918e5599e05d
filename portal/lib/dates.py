"""Dates and times as people in Germany mean them: local wall time, Europe/Berlin."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton

BERLIN = ZoneInfo("Europe/Berlin")


def at_berlin(day: date, clock: time) -> datetime:
    """The moment at which clocks in Berlin show `clock` on `day`.

    An hour that the spring change skips is moved forward, an hour that comes twice in autumn is the first.
    """
    moment = datetime.combine(day, clock, BERLIN)
    return moment.astimezone(ZoneInfo("UTC")).astimezone(BERLIN)


def today() -> date:
    """Today's date in Berlin."""
    return datetime.now(BERLIN).date()


def parse_day(text: str) -> date | None:
    """The day that ISO text such as `2026-11-24` names; None if it names none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def day_words(day: date, language: str) -> str:
    """A day as people say it in a language, without the year.

    >>> day_words(date(2026, 11, 24), "de"), day_words(date(2026, 11, 24), "ar")
    ('Di., 24. November', 'الثلاثاء، 24 نوفمبر')
    """
    locale = {"en": "en_GB"}.get(language, language.split("-")[0])
    return str(format_skeleton("MMMMEEEEd", day, locale=locale))


def clock(moment: datetime) -> str:
    """What a clock in Berlin shows, as it is written on every door in Germany: `17:30`."""
    return f"{moment.astimezone(BERLIN):%H:%M}"
