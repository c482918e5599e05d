"""How long a family may think about places that are offered to it. Pure, to be tried with any day.

A quarter of the time that is left, between three and 48 hours, so that the next family in line still has its
chance; never ending at night, when nobody looks at a phone. Whoever has to be called or met first has a day,
and at least until the office was open once: no offer lapses of which nobody could tell. Where even the
shortest time would end less than three hours before the date begins, nobody is asked: a family that waits
wants to come, a place that nobody answered for in time stays empty, and cancelling is one tap.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from organisations.models.opening import Opening
from parentwork.messages.nights import DAY_ENDS, day_after_night, first_by_day, is_night
from portal.lib.dates import BERLIN, at_berlin, day_of
from portal.lib.holidays import holiday_name

LONGEST, SHORTEST, ENOUGH = timedelta(hours=48), timedelta(hours=3), timedelta(hours=2)
BY_CALL = timedelta(hours=24)
# When somebody calls in an organisation that has not written down when its office is open.
WEEKDAYS = tuple(Opening(day, "09:00", "12:00") for day in range(5))
# An office that is not open once in so many days waits for nothing.
LONGEST_CLOSED = 14
# Before the date begins: time for the next family to hear of it and to set out.
BEFORE = timedelta(hours=3)
# Where an answer time is put that would end at night or very early: to the morning, or before the night.
MORNING, EVENING = time(9), time(20)


def answer_by(
    now: datetime,
    starts: datetime,
    *,
    by_call: bool = False,
    office: Sequence[Opening] = (),
    land: str = "",
) -> datetime | None:
    """Until when a family answers that is asked `now` about a date; None where there is no time to ask.

    `by_call`: somebody has to call or meet it, who is there when the `office` is open; not on a public
    holiday of the `land` ("" is all of Germany).
    """
    asked = first_by_day(now)
    until = asked + max(SHORTEST, min(LONGEST, (starts - asked) / 4))
    if by_call:
        until = max(until, asked + BY_CALL, _was_open(asked, office or WEEKDAYS, land))
    until = _by_day(until, starts - BEFORE)
    return until if asked + ENOUGH <= until <= starts - BEFORE else None


def _was_open(since: datetime, office: Sequence[Opening], land: str) -> datetime:
    """When the office closes that opens next."""
    for ahead in range(LONGEST_CLOSED):
        day = day_of(since) + timedelta(days=ahead)
        if holiday_name(day, land, "public"):
            continue
        for span in office:
            opens, closes = (at_berlin(day, time.fromisoformat(it)) for it in (span.opens, span.closes))
            if span.day == day.weekday() and opens >= since:
                return closes
    return since


def _by_day(until: datetime, latest: datetime) -> datetime:
    if MORNING <= until.astimezone(BERLIN).time() < DAY_ENDS:
        return until
    day = day_after_night(until)
    morning = at_berlin(day, MORNING)
    if morning <= latest:
        return morning
    return at_berlin(day - timedelta(days=1), EVENING) if is_night(until) else until
