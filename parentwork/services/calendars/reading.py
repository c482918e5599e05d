"""A calendar file (iCalendar, RFC 5545) as dates to come, without anything being created."""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Component

from parentwork.services.calendars.recurring import moment, starts_of
from parentwork.services.series import MOST_DATES
from portal.lib.dates import BERLIN
from portal.lib.text import fold

MAX_BYTES = 2_000_000
# How far ahead dates are taken: a weekly meeting without an end gives a year of dates.
HORIZON = timedelta(days=366)
MOST_SERIES = 40
LONGEST = timedelta(days=14)
# What the parser raises for files that are none; each is answered with the same sentence.
_BROKEN = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)


@dataclass(frozen=True)
class Found:
    """One date of the file. `key` stays the same however often it is read and wherever it is moved."""

    key: str
    starts: datetime
    ends: datetime
    is_cancelled: bool = False
    is_moved: bool = False

    @property
    def is_whole_day(self) -> bool:
        return self.starts.time() == self.ends.time() == datetime.min.time()


@dataclass
class Series:
    """The dates under one title, in order, and no more of them than a workshop may have."""

    title: str
    text: str
    dates: list[Found] = field(default_factory=list)
    is_cut: bool = False


@dataclass(frozen=True)
class Reading:
    """What the file holds; `faults` are what cannot be taken, each with the title of its event."""

    series: list[Series]
    faults: list[str]


def read(content: bytes) -> Reading:
    """The dates to come of a calendar file. ValidationError for a file that is none, or holds none."""
    events = _events(content)
    now = timezone.now()
    series: dict[str, Series] = {}
    faults: list[str] = []
    for uid, versions in _by_uid(events).items():
        try:
            found = [it for it in _dates(uid, versions, now + HORIZON) if now < it.ends < now + HORIZON]
        except ValidationError as error:
            faults.append(f"{_title(versions[0])}: {' '.join(error.messages)}")
            continue
        except _BROKEN:
            faults.append(f"{_title(versions[0])}: {_('Its dates cannot be read.')}")
            continue
        if found:
            title = _title(versions[0])
            one = series.setdefault(fold(title), Series(title, _text(versions[0])))
            one.dates.extend(found)
    _check(series, faults)
    return Reading(sorted(map(_in_order, series.values()), key=lambda it: it.dates[0].starts), faults)


def _events(content: bytes) -> list[Component]:
    try:
        calendars = Calendar.from_ical(content, multiple=True)
        events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    except _BROKEN as error:
        raise ValidationError({"file": _("This is no calendar file, or it is damaged.")}) from error
    if not events:
        raise ValidationError({"file": _("There are no dates in this file.")})
    return events


def _by_uid(events: Iterable[Component]) -> dict[str, list[Component]]:
    """Events with their changed dates, the event itself first. Without an identifier, what it says is one."""
    grouped: dict[str, list[Component]] = {}
    for event in events:
        grouped.setdefault(str(event.get("UID") or "") or _digest(event.to_ical()), []).append(event)
    for versions in grouped.values():
        versions.sort(key=lambda event: "RECURRENCE-ID" in event)
    return grouped


def _dates(uid: str, versions: list[Component], horizon: datetime) -> Iterator[Found]:
    """Each date of one event. One that was changed stands in place of the one of the rule."""
    changed = {moment(_value(it, "RECURRENCE-ID")): it for it in versions if "RECURRENCE-ID" in it}
    if any("RANGE" in it["RECURRENCE-ID"].params for it in changed.values()):
        raise ValidationError(_("All later dates were moved at once. Save the calendar with single dates."))
    # The same event twice: what was written last holds.
    own = max((it for it in versions if "RECURRENCE-ID" not in it), key=_sequence, default=None)
    if own is not None:
        start, length = _start(own), _length(own)
        for begins in starts_of(own, start, horizon):
            if begins not in changed:
                yield _found(uid, begins, begins, length, own)
    for original, event in changed.items():
        yield _found(uid, original, moment(_start(event)), _length(event), event)


def _found(uid: str, original: datetime, starts: datetime, length: timedelta, event: Component) -> Found:
    if length > LONGEST:
        raise ValidationError(_("It lasts longer than two weeks."))
    return Found(
        key=_digest(f"{uid}\n{original.timestamp()}".encode()),
        starts=starts.astimezone(BERLIN),
        ends=_end(starts, length),
        is_cancelled=str(event.get("STATUS", "")).upper() == "CANCELLED",
        is_moved=original != starts,
    )


def _end(starts: datetime, length: timedelta) -> datetime:
    """Whole days end at midnight, however long the night of a clock change is."""
    begins = starts.astimezone(BERLIN)
    if length % timedelta(days=1) == timedelta() and begins.time() == datetime.min.time():
        return (begins.replace(tzinfo=None) + length).replace(tzinfo=BERLIN)
    return (starts.replace(tzinfo=None) + length).replace(tzinfo=starts.tzinfo).astimezone(BERLIN)


def _value(event: Component, name: str) -> Any:
    """What a property holds; the parser calls it differently for each kind."""
    said: Any = event[name]
    return said.dt


def _start(event: Component) -> Any:
    if "DTSTART" not in event:
        raise ValidationError(_("It has no beginning."))
    return _value(event, "DTSTART")


def _length(event: Component) -> timedelta:
    """How long it lasts by the clock; a day without an end is one day, a time without an end two hours."""
    start = _start(event)
    if "DTEND" in event:
        length = _bare(_value(event, "DTEND")) - _bare(start)
    elif "DURATION" in event:
        length = _value(event, "DURATION")
    else:
        length = timedelta()
    if length > timedelta():
        return length
    if length < timedelta():
        raise ValidationError(_("It ends before it begins."))
    return timedelta(hours=2) if isinstance(start, datetime) else timedelta(days=1)


def _bare(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value.astimezone(BERLIN).replace(tzinfo=None) if value.tzinfo else value
    if isinstance(value, date):
        return datetime.combine(value, datetime.min.time())
    raise ValidationError(_("It has an end that is no date."))


def _sequence(event: Component) -> int:
    return int(event.get("SEQUENCE", 0))


def _title(event: Component) -> str:
    return _words(event, "SUMMARY")[:120] or _("Without a title")


def _text(event: Component) -> str:
    return _words(event, "DESCRIPTION")[:3000]


def _words(event: Component, name: str) -> str:
    """What a property says, without the zero bytes of damaged files, which no database keeps."""
    return str(event.get(name) or "").replace("\x00", "").strip()


def _in_order(series: Series) -> Series:
    series.dates.sort(key=lambda found: (found.starts, found.key))
    series.is_cut = len(series.dates) > MOST_DATES
    del series.dates[MOST_DATES:]
    return series


def _check(series: Collection[str], faults: Collection[str]) -> None:
    if not series and not faults:
        raise ValidationError({"file": _("In the next twelve months there are no dates in this file.")})
    if len(series) > MOST_SERIES:
        text = _("There are more than %(most)d titles in this file.") % {"most": MOST_SERIES}
        raise ValidationError({"file": text})


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
