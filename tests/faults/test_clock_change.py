"""The clocks of Germany change: no daily job is left out or comes twice, families are reminded by day."""

from datetime import UTC, date, time, timedelta

import pytest
import time_machine
from celery.beat import ScheduleEntry
from celery.schedules import crontab
from django.conf import settings

from parentwork import clock
from parentwork.choices import ContactWay
from portal.celery import app
from portal.lib.dates import at_berlin
from portal.outbox.models import Message
from tests.factories.parentwork import SeatFactory, WorkshopDateFactory

SPRING, AUTUMN, USUAL = date(2027, 3, 28), date(2026, 10, 25), date(2026, 11, 24)
STEP = timedelta(minutes=5)
DAILY = {
    name: entry
    for name, entry in settings.CELERY_BEAT_SCHEDULE.items()
    if isinstance(entry["schedule"], crontab) and len(entry["schedule"].hour) == 1
}


def sent(day):
    """The daily jobs that beat sends from ten in the evening before until the next noon, in order."""
    moment, end = (at_berlin(it, at).astimezone(UTC) for it, at in _from_evening_to_noon(day))
    names = []
    with time_machine.travel(moment, tick=False) as now:
        entries = {name: ScheduleEntry(name=name, app=app, **_known(entry)) for name, entry in DAILY.items()}
        while moment < end:
            now.move_to(moment := moment + STEP)
            due = [name for name, entry in entries.items() if entry.is_due().is_due]
            names += sorted(due)
            entries |= {name: next(entries[name]) for name in due}
    return names


def _from_evening_to_noon(day):
    return (day - timedelta(days=1), time(22)), (day, time(12))


def _known(entry):
    return {"task": entry["task"], "schedule": entry["schedule"]}


@pytest.mark.parametrize("day", [SPRING, AUTUMN], ids=["spring", "autumn"])
def test_each_daily_job_comes_once_and_in_its_usual_order(day):
    usual = sent(USUAL)
    assert sorted(usual) == sorted(DAILY)
    assert sent(day) == usual


@pytest.mark.django_db
@pytest.mark.parametrize("day", [SPRING, AUTUMN], ids=["spring", "autumn"])
@pytest.mark.parametrize("begins", [time(0, 30), time(10), time(23, 30)], ids=str)
def test_a_family_is_reminded_once_on_the_day_before(day, begins):
    before = day - timedelta(days=1)
    with time_machine.travel(at_berlin(before - timedelta(days=3), time(12))):
        starts = at_berlin(day, begins)
        meeting = WorkshopDateFactory(
            starts=starts, ends=starts + timedelta(minutes=20), workshop__remind_days=1
        )
        SeatFactory(date=meeting, booking__way=ContactWay.MAIL, booking__email="amal@verein.example")
    Message.objects.all().delete()
    for hour in (10, 14, 18):
        with time_machine.travel(at_berlin(before, time(hour)), tick=False):
            clock.remind()
    assert [message.kind for message in Message.objects.all()] == ["parentwork.reminder"]
