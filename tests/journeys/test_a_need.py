"""Olena, a phone, Ukrainian: nothing suits her, so she says what she looks for; an association answers."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from parentwork.models import Need
from portal.outbox.choices import State
from portal.outbox.models import Message
from tests.factories.organisations import VerificationFactory
from tests.factories.parentwork import WorkshopDateFactory, WorkshopFactory
from tests.journeys.conftest import DESKTOP, assert_accessible, assert_fits, code_on

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_mother_says_what_she_looks_for_and_finds_the_answer_on_her_phone(house, visit, cast):
    VerificationFactory(organisation=cast.association, umbrella=cast.umbrella)
    page = visit()
    page.goto("/uk/workshops/?near=44137&language=uk")
    page.locator("main a.button[href*='/needs/']").click()
    expect(page.locator("#id_near")).to_have_value("44137")
    expect(page.locator("#id_spoken")).to_have_value("uk")
    expect(page.locator("main .note")).to_be_visible()  # who reads it, before the button
    assert_accessible(page)
    assert_fits(page)
    page.locator("#id_words").fill("Хто пояснить табель?")
    page.locator("input[name=way][value=mail]").check()
    page.locator("main form button").click()
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator("#id_words")).to_have_value("Хто пояснить табель?")
    assert_accessible(page)
    page.locator("#id_name").fill("Олена")
    page.locator("#id_email").fill("olena@example.org")
    page.locator("main form button").click()
    page.wait_for_url(re.compile("/uk/needs/.+posted$"))
    code = code_on(page)
    assert_accessible(page)
    assert_fits(page)
    assert Message.objects.get(kind="parentwork.need_received").state == State.SENT

    workshop = WorkshopFactory(organisation=cast.association, languages=["uk"], title_uk="Табель")
    WorkshopDateFactory(workshop=workshop)
    desk = visit(cast.coordinator, size=DESKTOP)
    desk.goto("/de/desk/")
    desk.locator("main a[href$='/workshops/needs/']").click()
    desk.locator("main table a").first.click()
    expect(desk.locator("main")).to_contain_text("Хто пояснить табель?")
    expect(desk.locator("main")).not_to_contain_text("olena@example.org")
    assert_accessible(desk)
    desk.locator("main form.form button").click()
    desk.wait_for_url(re.compile("/workshops/needs/$"))
    message = Message.objects.get(kind="parentwork.need_answered")
    assert (message.state, message.language) == (State.SENT, "uk")

    # Another day, with the code and the address, on another phone.
    other = visit()
    other.goto("/uk/needs/find/")
    other.locator("#id_code").fill(code)
    other.locator("#id_contact").fill("olena@example.org")
    other.locator("main form button").click()
    other.get_by_role("link", name="Табель").click()
    other.wait_for_url(re.compile(f"/uk/workshops/{workshop.pk}-"))
    other.go_back()
    other.locator("main a[href$='/take-back/']").click()
    other.wait_for_url(re.compile("/take-back/$"))
    assert_accessible(other)
    other.locator("main form button").click()
    other.wait_for_url(re.compile("taken-back$"))
    assert_accessible(other)
    assert not Need.objects.exists()
