"""Oksana asks a contact point in Ukrainian, without an account; Petra answers, and Oksana finds it again."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from portal.outbox.choices import State
from portal.outbox.models import Message
from tests.cast import Cast
from tests.journeys.conftest import DESKTOP, assert_accessible, assert_fits, code_on

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_question_in_ukrainian_is_answered_and_found_again(house, visit, cast: Cast) -> None:
    page = visit()
    page.goto(f"/uk/funding/offices/{cast.office.slug}/")
    page.locator("main a.button[href$='/ask/']").click()
    expect(page.locator("main .note").first).to_be_visible()  # who reads it, before the button
    assert_accessible(page)
    assert_fits(page)
    page.locator("#id_subject").fill("Гроші для зустрічей")
    page.locator("#id_body").fill("Як попросити гроші?")
    page.locator("main form button").click()
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator("#id_body")).to_have_value("Як попросити гроші?")
    assert_accessible(page)
    page.locator("#id_name").fill("Оксана")
    page.locator("#id_email").fill("oksana@example.org")
    page.locator("main form button").click()
    page.wait_for_url(re.compile("/uk/funding/advice/.+asked$"))
    code = code_on(page)
    assert_accessible(page)
    assert_fits(page)
    assert Message.objects.get(kind="funding.advice_received").state == State.SENT

    desk = visit(cast.caseworker, size=DESKTOP)
    desk.goto(f"/de/desk/offices/{cast.office.slug}/advice/")
    assert_accessible(desk)
    desk.locator("main .tasks a").first.click()
    expect(desk.locator("main")).to_contain_text("Як попросити гроші?")
    expect(desk.locator("main")).not_to_contain_text("oksana@example.org")
    assert_accessible(desk)
    desk.locator("#id_body").fill("Bis zu 80 % der Kosten.")
    desk.locator("main form.form button").click()
    desk.wait_for_url(re.compile("/advice/$"))
    message = Message.objects.get(kind="funding.advice_answered")
    assert (message.state, message.language) == (State.SENT, "uk")

    # Another day, with the code and the address, on another phone.
    other = visit()
    other.goto("/uk/funding/advice/")
    assert_accessible(other)
    other.locator("#id_code").fill(code)
    other.locator("#id_contact").fill("oksana@example.org")
    other.locator("main form button").click()
    answer = other.get_by_text("Bis zu 80 % der Kosten.")
    expect(answer).to_be_visible()
    expect(other.locator("main div[lang=de]").last).to_have_attribute("dir", "auto")
    other.locator("main a[href$='/delete/']").click()
    other.wait_for_url(re.compile("/delete/$"))
    assert_accessible(other)
    other.locator("main form button").click()
    other.wait_for_url(re.compile("deleted$"))
