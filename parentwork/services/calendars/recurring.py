"""The days of an event that repeats, in the wall time of its own time zone and never without end."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice
from typing import Any

from dateutil.rrule import rrulestr
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from icalendar import Component, vRecur

from portal.lib.dates import BERLIN

FREQUENCIES = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
# A rule that began long ago would have to be counted through day by day.
LONGEST_AGO = timedelta(days=20 * 366)


def moment(value: Any) -> datetime:
    """A date or a time of the file; a day begins at midnight, and without a time zone Berlin is meant."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=BERLIN)
    return datetime.combine(value, time(), BERLIN)


def starts_of(event: Component, start: Any, horizon: datetime) -> list[datetime]:
    """When an event begins, each time until `horizon`, in order. ValidationError for a rule out of bounds."""
    first = moment(start)
    zone = first.tzinfo or BERLIN
    left_out = {moment(value) for value in _listed(event, "EXDATE")}
    days = {first, *_by_rule(event, first, zone, horizon)}
    days |= {moment(value) for value in _listed(event, "RDATE")}
    return sorted(day for day in days if day not in left_out and day <= horizon)


def _by_rule(event: Component, first: datetime, zone: tzinfo, horizon: datetime) -> list[datetime]:
    said = event.get("RRULE")
    if not said:
        return []
    if isinstance(said, list):
        raise ValidationError(_("It repeats by more than one rule."))
    rule = {str(name).upper(): value for name, value in dict(said).items()}
    if str(_one(rule.get("FREQ"))).upper() not in FREQUENCIES:
        raise ValidationError(_("It repeats within a day."))
    if first < horizon - LONGEST_AGO:
        raise ValidationError(_("It began more than twenty years ago."))
    until, count = _one(rule.pop("UNTIL", None)), _one(rule.pop("COUNT", None))
    last = min(_wall(until, zone, is_last=True), _wall(horizon, zone)) if until else _wall(horizon, zone)
    text = f"{vRecur(rule).to_ical().decode()};UNTIL={last:%Y%m%dT%H%M%S}"
    walls = rrulestr(text, dtstart=first.replace(tzinfo=None))
    return [_at(wall, zone) for wall in islice(walls, int(count) if count and int(count) > 0 else None)]


def _one(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


def _wall(value: Any, zone: tzinfo, *, is_last: bool = False) -> datetime:
    """What clocks of the event show at `value`; a bare day as the last one counts to its end."""
    if isinstance(value, datetime):
        return value.astimezone(zone).replace(tzinfo=None) if value.tzinfo else value
    if isinstance(value, date):
        return datetime.combine(value, time(23, 59, 59) if is_last else time())
    raise ValidationError(_("Its rule has an end that is no date."))


def _at(wall: datetime, zone: tzinfo) -> datetime:
    """The moment at which clocks of the zone show `wall`; an hour that a clock change skips moves on."""
    return wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)


def _listed(event: Component, name: str) -> Iterator[Any]:
    """The dates of EXDATE or RDATE, however often it stands there; of a period its beginning."""
    said = event.get(name) or []
    for line in said if isinstance(said, list) else [said]:
        for entry in line.dts:
            value = entry.dt
            yield value[0] if isinstance(value, tuple) else value
