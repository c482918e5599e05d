"""Six weeks of a house, hour by hour: every family gets exactly the messages that the rules say.

Families book, wait, are asked, cancel; the association moves and cancels dates and calls a series off; the
clocks change; two tickers run at once and workers die while they send. A thousand hours take minutes, so the
game is played on request: `FAMILIES=200` in the environment, or 2000, which takes four times as long.
"""

import os
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
import time_machine

from portal.outbox.choices import State
from portal.outbox.models import Message
from tests.parentwork.six_weeks.calendar import WEEKS, Calendar, on
from tests.parentwork.six_weeks.wire import Gateway, Postman, Wire
from tests.parentwork.six_weeks.world import World, hang_up

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("FAMILIES" not in os.environ, reason="takes minutes: set FAMILIES=200 to play it"),
]
FAMILIES = int(os.environ.get("FAMILIES", "200"))
EVERY_KIND = {
    "booking_confirmed", "booking_waiting", "booking_cancelled", "moved_up", "places_offered",
    "offer_reminder", "date_changed", "date_added", "date_cancelled", "workshop_cancelled", "reminder",
    "reminder_soon", "thanks", "reminder by phone", "places_offered by phone", "date_changed by phone",
}  # fmt: skip
SEED = int(os.environ.get("SEED", "5"))


@pytest.fixture
def traveller():
    with time_machine.travel(on(0, 0), tick=False) as traveller:
        yield traveller


@pytest.fixture
def wire(monkeypatch, settings):
    wire = Wire(random.Random(SEED))
    monkeypatch.setattr("portal.outbox.dispatch.mail.Postman", lambda: Postman(wire))
    monkeypatch.setattr("portal.outbox.dispatch.sms.gateway", lambda: Gateway(wire))
    # The tickers alone send: what changes between an event and the next tick must be noticed then.
    monkeypatch.setattr("portal.outbox.services.nudge", lambda task: None)
    settings.SMS_MONTHLY_LIMIT = 100 * FAMILIES
    return wire


@pytest.fixture
def world(cast, traveller, wire):
    with ThreadPoolExecutor(2) as pool:
        yield World(traveller, wire, pool, cast.association.pk, cast.helper)
        for done in [pool.submit(hang_up) for _ticker in range(2)]:
            done.result()


def hours() -> list[datetime]:
    """Every hour of the day, and a few of the night, in which nothing may happen."""
    return [on(day, hour) for day in range(WEEKS * 7) for hour in (0, 2, 5, *range(7, 24))]


def test_each_family_gets_exactly_the_messages_that_the_rules_say(world, cast, traveller, wire):
    calendar = Calendar(world, cast.association, cast.coordinator, FAMILIES, random.Random(SEED))
    events = calendar.events
    for hour in hours():
        while events and events[0][0] < hour + timedelta(minutes=30):
            moment, happen = events.pop(0)
            traveller.move_to(moment)
            happen()
        traveller.move_to(hour + timedelta(minutes=25))
        calendar.answer_offers()
        traveller.move_to(hour + timedelta(minutes=35))
        world.tick()
        if world.now().hour == 11:
            world.call()
    # All of it happened, or nothing is proved.
    assert wire.lost
    assert wire.deaths > len(wire.lost)
    assert world.received.keys() >= EVERY_KIND
    assert not Message.objects.filter(state=State.FAILED).exists()
    assert not Message.objects.filter(state__in=[State.DUE, State.CLAIMED]).exclude(channel="call").exists()
