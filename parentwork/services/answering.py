"""How long a family may think about places that are offered to it. Pure, to be tried with any day.

A quarter of the time that is left, between three and 48 hours, so that the next family in line still has its
chance; never ending at night, when nobody looks at a phone. Whoever has to be called first has a day. Where
even the shortest time would end less than three hours before the date begins, nobody is asked: a family that
waits wants to come, a place that nobody answered for in time stays empty, and cancelling is one tap.
"""

from datetime import datetime, time, timedelta

from parentwork.messages.nights import DAY_ENDS, day_after_night, first_by_day, is_night
from portal.lib.dates import BERLIN, at_berlin

LONGEST, SHORTEST, ENOUGH = timedelta(hours=48), timedelta(hours=3), timedelta(hours=2)
BY_CALL = timedelta(hours=24)
# Before the date begins: time for the next family to hear of it and to set out.
BEFORE = timedelta(hours=3)
# Where an answer time is put that would end at night or very early: to the morning, or before the night.
MORNING, EVENING = time(9), time(20)


def answer_by(now: datetime, starts: datetime, *, by_call: bool = False) -> datetime | None:
    """Until when a family answers that is asked `now` about a date; None where there is no time to ask."""
    asked = first_by_day(now)
    thinking = max(SHORTEST, min(LONGEST, (starts - asked) / 4))
    until = _by_day(asked + max(thinking, BY_CALL if by_call else thinking), starts - BEFORE)
    return until if asked + ENOUGH <= until <= starts - BEFORE else None


def _by_day(until: datetime, latest: datetime) -> datetime:
    if MORNING <= until.astimezone(BERLIN).time() < DAY_ENDS:
        return until
    day = day_after_night(until)
    morning = at_berlin(day, MORNING)
    if morning <= latest:
        return morning
    return at_berlin(day - timedelta(days=1), EVENING) if is_night(until) else until
