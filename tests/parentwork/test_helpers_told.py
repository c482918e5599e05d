"""Helpers are told when a date of theirs moves or falls out, by the way in which they are asked."""

from dataclasses import replace
from datetime import timedelta

import pytest

from parentwork.choices import AssignmentState, HelperRole
from parentwork.services import asking, dates, people, workshops
from parentwork.services.dates import Day
from portal.lib.dates import moment_words
from portal.outbox.kinds import text_of
from portal.outbox.models import Message
from tests.factories.parentwork import HelperFactory, WorkshopDateFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def evening(workshop):
    return WorkshopDateFactory(workshop=workshop)


@pytest.fixture
def fatma(cast):
    return HelperFactory(organisation=cast.association, name="Fatma", email="fatma@example.org")


@pytest.fixture
def agreed(cast, evening, fatma):
    """Fatma was asked and said yes."""
    question = asking.ask(evening, fatma, HelperRole.CHILDCARE, by=cast.coordinator)
    asking.answer(question, agrees=True)
    question.refresh_from_db()
    return question


@pytest.fixture
def move(cast):
    def by(date, days: int = 1, **change):
        date.refresh_from_db()
        day = Day(date.starts, date.ends, date.venue, date.seats, date.childcare)
        later = timedelta(days=days)
        day = replace(day, starts=day.starts + later, ends=day.ends + later, **change)
        return dates.change(date, day, by=cast.coordinator, version=date.version)

    return by


def told(kind: str) -> list[Message]:
    return list(Message.objects.filter(kind=f"parentwork.helper_{kind}").order_by("pk"))


def test_who_helps_hears_of_the_new_time_and_can_say_no_behind_the_link(client, agreed, evening, move):
    moved = move(evening)
    (message,) = told("moved")
    text = text_of(message, "en")
    assert (message.address, text.subject) == ("fatma@example.org", "The date on which you help has changed")
    assert moment_words(moved.starts, "en") in text.body
    assert moved.venue.name in text.body
    assert agreed.get_absolute_url() in text.body
    client.post(agreed.get_absolute_url(), {"answer": "no"})
    agreed.refresh_from_db()
    assert agreed.state == AssignmentState.DECLINED
    assert text_of(message, "en") is None


def test_of_two_moves_only_the_last_is_told(agreed, evening, move):
    move(evening)
    move(evening, days=-1)
    first, second = told("moved")
    assert first.state == "dropped"
    assert text_of(second, "en") is not None


def test_other_numbers_are_no_news_for_helpers(agreed, evening, move):
    move(evening, days=0, seats=9)
    assert told("moved") == []


def test_who_has_not_answered_is_asked_about_the_new_time(cast, evening, fatma, move):
    asking.ask(evening, fatma, HelperRole.LEAD, by=cast.coordinator)
    moved = move(evening)
    old, new = told("asked")
    assert text_of(old, "en") is None
    assert moment_words(moved.starts, "en") in text_of(new, "en").body
    assert told("moved") == []


def test_who_agreed_by_word_of_mouth_is_told_without_a_link(cast, evening, fatma, move):
    people.assign(evening, fatma, HelperRole.LEAD, by=cast.coordinator)
    move(evening)
    text = text_of(told("moved")[0], "en")
    assert "Please tell the association." in text.body
    assert "http" not in text.sms


def test_who_helps_or_is_asked_hears_that_a_date_falls_out(cast, agreed, evening):
    asked = HelperFactory(organisation=cast.association, phone="+4915112345678")
    asking.ask(evening, asked, HelperRole.LEAD, by=cast.coordinator)
    declined = HelperFactory(organisation=cast.association, email="no@example.org")
    asking.answer(asking.ask(evening, declined, HelperRole.HELP, by=cast.coordinator), agrees=False)
    mute = HelperFactory(organisation=cast.association, email="", phone="")
    people.assign(evening, mute, HelperRole.HELP, by=cast.coordinator)
    for _twice in range(2):
        dates.cancel(evening, by=cast.coordinator, version=1)
    messages = told("released")
    assert [message.address for message in messages] == ["fatma@example.org", "+4915112345678"]
    for message in messages:
        assert "You need not come" in text_of(message, "en").body
        assert len(text_of(message, "de").sms) <= 306


def test_of_a_whole_workshop_that_is_cancelled_too(cast, agreed, evening):
    workshops.cancel(evening.workshop, by=cast.coordinator)
    assert [text_of(message, "en") is not None for message in told("released")] == [True]


def test_who_was_taken_off_before_hears_nothing(cast, agreed, evening, move):
    people.release(agreed, by=cast.coordinator)
    move(evening)
    dates.cancel(evening, by=cast.coordinator, version=2)
    assert told("moved") + told("released") == []
