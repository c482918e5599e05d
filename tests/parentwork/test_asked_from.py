"""A question that waits on purpose is not called asked: the planner reads when it goes out."""

from datetime import datetime, timedelta

import pytest
import time_machine

from parentwork.choices import HelperRole
from parentwork.services import asking, dates, staffing
from parentwork.services.dates import Day
from portal.lib.dates import BERLIN
from portal.outbox.models import Message
from tests.factories.parentwork import HelperFactory, WorkshopDateFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
NOON = datetime(2026, 11, 25, 12, tzinfo=BERLIN)
FROM = "Wednesday 25 November, 12:10"


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def evenings(workshop):
    return [WorkshopDateFactory(workshop=workshop, starts=NOON + timedelta(days=days)) for days in (7, 14)]


@pytest.fixture
def fatma(cast):
    return HelperFactory(organisation=cast.association, name="Fatma", email="fatma@example.org")


def move(date, *, by) -> None:
    later = timedelta(days=1)
    day = Day(date.starts + later, date.ends + later, date.venue, date.seats, date.childcare)
    dates.change(date, day, by=by, version=date.version)


def shown(desk, date) -> list[str]:
    return [desk.get("desk_date", pk=date.pk).text, desk.get("desk_helpers").text]


def test_of_a_move_it_says_when_and_once_that_is_past_that_she_was_asked(cast, desk, evenings, fatma, now):
    question = asking.ask(evenings[0], fatma, HelperRole.LEAD, by=cast.coordinator)
    asking.answer(question, agrees=True)
    move(evenings[0], by=cast.coordinator)
    for page in shown(desk, evenings[0]):
        assert f"is asked again on {FROM}, since the date moved" in page
        assert "it asks about all of them" in page
    Message.objects.filter(state="due").update(state="sent", finished_at=NOON)
    for page in shown(desk, evenings[0]):
        assert "asked again on Wednesday 25 November, since the date moved" in page
        assert "is asked" not in page


def test_so_does_each_date_about_which_the_same_message_asks(cast, desk, evenings, fatma):
    staffing.ask_about(evenings, fatma, HelperRole.LEAD, by=cast.coordinator)
    Message.objects.filter(state="due").update(state="sent", finished_at=NOON)
    assert "asked on Wednesday 25 November, no answer yet" in shown(desk, evenings[1])[0]
    move(evenings[0], by=cast.coordinator)
    assert f"is asked on {FROM}" in shown(desk, evenings[1])[0]


def test_a_question_by_sms_at_night_is_asked_in_the_morning(cast, desk, evenings, now):
    phone = HelperFactory(organisation=cast.association, phone="+4915112345678")
    now.move_to(NOON.replace(hour=22))
    asking.ask(evenings[0], phone, HelperRole.LEAD, by=cast.coordinator)
    for page in shown(desk, evenings[0]):
        assert "is asked on Thursday 26 November, 08:00" in page
