"""When a phone may ring. Families and helpers get an SMS by day; mails and calls do not wait."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from portal.lib.dates import BERLIN, at_berlin, day_of
from portal.outbox.choices import Channel
from portal.outbox.kinds import Kind
from portal.outbox.models import Message
from portal.outbox.services import Recipient

DAY_BEGINS, DAY_ENDS, NOON = time(8), time(21), time(12)


def is_night(moment: datetime) -> bool:
    """Between nine in the evening and eight in the morning, as clocks in Berlin show."""
    return not DAY_BEGINS <= moment.astimezone(BERLIN).time() < DAY_ENDS


def first_by_day(moment: datetime) -> datetime:
    """`moment`, or the morning after where it is night: a message that comes at night is read then."""
    return at_berlin(day_after_night(moment), DAY_BEGINS) if is_night(moment) else moment


def day_after_night(moment: datetime) -> date:
    """The day on which somebody wakes up who goes to sleep at `moment`, if that is at night."""
    day = day_of(moment)
    return day + timedelta(days=1) if moment.astimezone(BERLIN).time() >= DAY_ENDS else day


def sms_from(now: datetime, starts: datetime) -> datetime:
    """When a phone may ring with news of the association about a date: not at night, unless it begins before
    noon of the next day, and one has to know when one gets up.
    """
    morning = first_by_day(now)
    return morning if starts >= at_berlin(day_of(morning), NOON) else now


def news_about(to: Recipient, starts: datetime, *, pause: timedelta | None = None) -> dict[str, Any]:
    """How news about a date that begins then are posted: an SMS by day, also a late one; all else at once.

    With a `pause` after that, in which more of the same may come.
    """
    now = timezone.now() + (pause or timedelta())
    if to.channel != Channel.SMS:
        return {"due": now} if pause else {}
    return {"due": sms_from(now, starts), "payload": {"starts": starts.isoformat()}}


def due_by_day(to: Recipient) -> datetime | None:
    """The same of what is never urgent."""
    return first_by_day(timezone.now()) if to.channel == Channel.SMS else None


class RingsByDay(Kind):
    """A late SMS of such a kind waits for the day, too, unless it tells of a date that begins before noon."""

    def rings_from(self, message: Message, now: datetime) -> datetime:
        starts = message.payload.get("starts")
        return sms_from(now, datetime.fromisoformat(starts)) if starts else first_by_day(now)
