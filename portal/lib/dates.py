"""Dates and times as people in Germany mean them: local wall time, Europe/Berlin."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

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
