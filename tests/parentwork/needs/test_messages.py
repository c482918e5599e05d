"""What those who look for something read, and what is no longer told."""

import pytest

from parentwork.models import Need, WorkshopDate
from parentwork.services import needs
from portal.outbox.kinds import text_of
from portal.outbox.models import Message

pytestmark = pytest.mark.django_db


def text(kind: str, language: str = "en"):
    return text_of(Message.objects.filter(kind=f"parentwork.{kind}").latest("id"), language)


@pytest.fixture
def asked(wish):
    return needs.post(wish(way="mail", email="o@example.org", language="uk"))


def test_the_code_and_the_link_come_at_once(asked):
    said = text("need_received")
    assert said.subject == "What you look for is known"
    assert f"Your code: {asked.code[:3]} {asked.code[3:]}" in said.body
    assert f"/en/needs/{asked.secret}/" in said.body
    assert "\n\n\n" not in said.body


def test_who_gave_no_address_gets_none(wish):
    needs.post(wish())
    needs.post(wish(way="call", phone="+49231123456"))
    assert not Message.objects.exists()


def test_an_answer_names_workshop_organisation_and_the_link(asked, evening, cast):
    evening.title_en = "Which school now?"
    evening.save()
    needs.answer_with(asked, evening, by=cast.coordinator)
    said = text("need_answered")
    assert said.subject == "There is an answer for you"
    assert "Which school now?\nElterntreff Nordstadt\nNext date: " in said.body
    assert f"/en/workshops/{evening.pk}-" in said.body
    assert f"/en/needs/{asked.secret}/" in said.body
    assert "Як працює" not in said.subject + said.body
    assert "\n\n\n" not in said.body


def test_an_answer_that_holds_no_more_is_not_told(asked, evening, cast, wish):
    needs.answer_with(asked, evening, by=cast.coordinator)
    assert text("need_answered") is not None
    needs.change(asked, wish())
    assert text("need_answered") is None
    assert text("need_received") is None


def test_the_same_workshop_may_answer_again_after_a_change(asked, evening, cast, wish):
    needs.answer_with(asked, evening, by=cast.coordinator)
    needs.change(asked, wish(way="mail", email="o@example.org"))
    needs.answer_with(asked, evening, by=cast.coordinator)
    assert Message.objects.filter(kind="parentwork.need_answered").count() == 2


def test_nor_when_its_dates_are_over_or_who_asked_has_taken_it_back(asked, evening, cast):
    needs.answer_with(asked, evening, by=cast.coordinator)
    WorkshopDate.objects.update(starts="2020-01-01T10:00Z", ends="2020-01-01T11:00Z")
    assert text("need_answered") is None
    needs.take_back(asked)
    assert not Need.objects.exists()
    assert text("need_received") is None
