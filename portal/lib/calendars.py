"""Calendar files (iCalendar, RFC 5545) that programs on every phone can read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone

from portal.lib.dates import BERLIN

MEDIA_TYPE = "text/calendar"
# How often a calendar that subscribes should look again (RFC 7986).
REFRESH = timedelta(hours=6)


@dataclass(frozen=True)
class Entry:
    """One date. `sequence` grows with each change, so that a moved date replaces itself where it is known.

    Between two days without a time it lasts all day, the last one not included, and takes up nobody's time.
    """

    uid: str
    sequence: int
    stamp: datetime
    starts: date
    ends: date
    title: str
    place: str
    url: str
    is_cancelled: bool = False


def deadline(uid: str, day: date, title: str, **more: Any) -> Entry:
    """The last day for something, as an entry of the whole day whose title says until when."""
    words = _("%(what)s (until 23:59)") % {"what": title}
    return Entry(uid=uid, starts=day, ends=day + timedelta(days=1), title=words, **more)


def calendar_file(entries: Iterable[Entry], *, name: str = "", method: str = "") -> bytes:
    """The file; with a `name` it is one to subscribe to, with a `method` (RFC 5546) one sent by mail."""
    calendar = Calendar()
    calendar.add("prodid", "-//Elternbruecke//elternbruecke//DE")
    calendar.add("version", "2.0")
    if method:
        calendar.add("method", method)
    if name:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.subcomponents = [_event(entry) for entry in entries]
    if calendar.subcomponents:
        calendar.subcomponents.insert(0, _berlin())
    return calendar.to_ical()


@cache
def _berlin() -> Timezone:
    """The clock changes of decades, which are the same in every file and take longer than all the rest."""
    return Timezone.from_tzid(str(BERLIN))


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.stamp)
    event.add("sequence", entry.sequence)
    event.add("dtstart", _in_berlin(entry.starts))
    event.add("dtend", _in_berlin(entry.ends))
    if not isinstance(entry.starts, datetime):
        event.add("transp", "TRANSPARENT")
    event.add("summary", entry.title)
    event.add("location", entry.place)
    event.add("url", entry.url)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    return event


def _in_berlin(moment: date) -> date:
    return moment.astimezone(BERLIN) if isinstance(moment, datetime) else moment
