"""How long a family may think about places that are offered to it. Pure, to be tried with any day.

A quarter of the time that is left, between three and 48 hours, so that the next family in line still has its
chance; never ending at night, when nobody looks at a phone. Whoever has to be called first has a day. Where
even the shortest time would end less than three hours before the date begins, nobody is asked: a family that
waits wants to come, a place that nobody answered for in time stays empty, and cancelling is one tap.
"""

from datetime import date, datetime, time, timedelta

from portal.lib.dates import BERLIN, at_berlin, day_of

LONGEST, SHORTEST, ENOUGH = timedelta(hours=48), timedelta(hours=3), timedelta(hours=2)
BY_CALL = timedelta(hours=24)
# Before the date begins: time for the next family to hear of it and to set out.
BEFORE = timedelta(hours=3)
DAY_BEGINS, DAY_ENDS, NOON = time(8), time(21), time(12)
# Where an answer time is put that would end at night or very early: to the morning, or before the night.
MORNING, EVENING = time(9), time(20)


def answer_by(now: datetime, starts: datetime, *, by_call: bool = False) -> datetime | None:
    """Until when a family answers that is asked `now` about a date; None where there is no time to ask."""
    asked = first_by_day(now)
    thinking = max(SHORTEST, min(LONGEST, (starts - asked) / 4))
    until = _by_day(asked + max(thinking, BY_CALL if by_call else thinking), starts - BEFORE)
    return until if asked + ENOUGH <= until <= starts - BEFORE else None


def is_night(moment: datetime) -> bool:
    """Between nine in the evening and eight in the morning, as clocks in Berlin show."""
    return not DAY_BEGINS <= moment.astimezone(BERLIN).time() < DAY_ENDS


def first_by_day(moment: datetime) -> datetime:
    """`moment`, or the morning after where it is night: a message that comes at night is read then."""
    return at_berlin(_day_after_night(moment), DAY_BEGINS) if is_night(moment) else moment


def sms_from(now: datetime, starts: datetime) -> datetime:
    """When a phone may ring with news of the association about a date: not at night, unless it begins before
    noon of the next day, and the family has to know when it gets up.
    """
    morning = first_by_day(now)
    return morning if starts >= at_berlin(day_of(morning), NOON) else now


def _by_day(until: datetime, latest: datetime) -> datetime:
    if MORNING <= until.astimezone(BERLIN).time() < DAY_ENDS:
        return until
    day = _day_after_night(until)
    morning = at_berlin(day, MORNING)
    if morning <= latest:
        return morning
    return at_berlin(day - timedelta(days=1), EVENING) if is_night(until) else until


def _day_after_night(moment: datetime) -> date:
    day = day_of(moment)
    return day + timedelta(days=1) if moment.astimezone(BERLIN).time() >= DAY_ENDS else day
