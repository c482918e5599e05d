"""What editors of facts are reminded of."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from portal.guides.clock import remind
from portal.guides.models import LandFact
from portal.outbox.models import Message
from portal.outbox.tasks import dispatch
from tests.factories.accounts import UserFactory
from tests.factories.guides import LandFactFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    UserFactory(name="Ohne Aufgabe")
    UserFactory(name="Gegangen", is_staff=True, is_active=False)
    return UserFactory(name="Ada", is_staff=True, language="de")


def in_days(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


@pytest.fixture
def send(mailoutbox):
    """Remind, send what is due, and give the mails."""

    def sent() -> list[str]:
        mailoutbox.clear()
        remind()
        dispatch()
        return [message.body for message in mailoutbox]

    return sent


@pytest.mark.parametrize(("left", "told"), [(-1, 0), (0, 1), (30, 1), (31, 0)])
def test_a_fact_that_ends_within_thirty_days_is_told_once(staff, send, left, told):
    LandFactFactory(land=None, valid_until=in_days(left))
    assert len(send()) == told
    assert send() == []


def test_the_mail_names_the_facts_and_the_page(staff, send):
    LandFactFactory(land__name="Bremen", valid_until=in_days(20))
    (text,) = send()
    assert "Stichtag, Bremen" in text
    assert "/de/desk/facts/?state=ending" in text
    assert Message.objects.get().address == staff.email


def test_what_is_followed_needs_no_mail(staff, send):
    LandFactFactory(land=None, valid_until=in_days(20))
    LandFactFactory(land=None, valid_from=in_days(21))
    assert send() == []


def test_another_land_or_an_earlier_time_is_no_successor(staff, send):
    LandFactFactory(land=None, valid_until=in_days(20), valid_from=in_days(0))
    LandFactFactory(land=None, valid_until=in_days(-1))
    LandFactFactory(valid_from=in_days(21))
    assert len(send()) == 1


def test_what_was_followed_before_the_mail_went_is_not_asked_for(staff, mailoutbox):
    LandFactFactory(land=None, valid_until=in_days(20))
    remind()
    LandFactFactory(land=None, valid_from=in_days(21))
    dispatch()
    assert mailoutbox == []


def test_facts_that_end_on_the_same_day_are_one_mail(staff, send):
    LandFactFactory(land=None, valid_until=in_days(20))
    LandFactFactory(land=None, valid_until=in_days(20), fact_key__key="other")
    assert len(send()) == 1


def test_old_facts_are_listed_once_a_month(staff, send):
    LandFactFactory(checked_on=dt.date(2020, 1, 1))
    with time_machine.travel("2026-11-10T09:00Z", tick=False):
        assert len(send()) == 1
        assert send() == []
    with time_machine.travel("2026-11-30T09:00Z", tick=False):
        assert send() == []
    with time_machine.travel("2026-12-01T09:00Z", tick=False):
        (text,) = send()
    assert "/de/desk/facts/?state=old" in text


def test_what_was_checked_before_the_mail_went_is_not_asked_for(staff, mailoutbox):
    LandFactFactory(checked_on=dt.date(2020, 1, 1))
    remind()
    LandFact.objects.update(checked_on=timezone.localdate())
    dispatch()
    assert mailoutbox == []


def test_an_old_fact_that_no_longer_holds_is_of_no_interest(staff, send):
    LandFactFactory(checked_on=dt.date(2020, 1, 1), valid_until=dt.date(2021, 1, 1))
    assert send() == []


def test_whoever_is_no_editor_any_more_gets_nothing(staff, mailoutbox):
    LandFactFactory(checked_on=dt.date(2020, 1, 1))
    remind()
    staff.is_staff = False
    staff.save()
    dispatch()
    assert mailoutbox == []
