"""What stands around the words of every page: the doors, the languages, the errors, all without a mouse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import DESKTOP, PHONE, Watch, assert_accessible

pytestmark = pytest.mark.django_db(transaction=True)


CUT_OFF = """() => [...document.querySelectorAll('.doors a')].filter(link => {
  const box = link.getBoundingClientRect();
  return box.left < 0 || box.right > innerWidth;
}).map(link => link.innerText)"""


@pytest.mark.parametrize("language", ["de", "ar"])
def test_no_door_is_cut_off(language: str, visit: Callable[..., Page]):
    page = visit(size={"width": 320, "height": 640})
    page.goto(f"/{language}/")
    assert page.evaluate(CUT_OFF) == []


def test_the_menu_of_the_desk_unfolds_by_keyboard(visit: Callable[..., Page], cast: Any):
    page = visit(cast.coordinator)
    page.goto("/de/desk/")
    menu, link = page.locator(".side summary"), page.locator(".side a[href='/de/desk/']")
    assert not link.is_visible()
    menu.press("Enter")
    assert link.is_visible()
    menu.press("Enter")
    page.set_viewport_size(DESKTOP)
    assert link.is_visible()
    assert not menu.is_visible()


def test_the_language_is_changed_by_keyboard_alone(visit: Callable[..., Page]):
    page = visit()
    page.goto("/de/report/?page=/de/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.locator(".languages summary").focus()
    page.keyboard.press("Enter")
    page.locator(".languages a[lang=ar]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/ar/report/?page=/de/")
    assert page.locator("html").get_attribute("dir") == "rtl"


def test_a_faulty_form_has_its_summary_in_focus(visit: Callable[..., Page]):
    page = visit()
    page.goto("/ar/report/")
    page.locator("main form button").click()
    assert page.evaluate("document.activeElement.className") == "error-summary"
    assert_accessible(page)
    page.locator(".error-summary a").click()
    assert page.evaluate("document.activeElement.id") == "id_what"


def test_a_barrier_is_reported_without_scripts(browser, house):
    context = browser.new_context(base_url=house, viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto("/tr/accessibility/")
    page.locator("main .button").click()
    page.locator("#id_what").fill("Düğme çalışmıyor.")
    page.locator("main form button").click()
    page.wait_for_url("**/tr/report/*-*/")
    assert page.locator(".done strong").inner_text()
    context.close()


def test_a_part_that_is_refused_is_noticed(browser: Browser, house: str):
    """The watch of all journeys itself: a page without its stylesheet has failed."""
    context = browser.new_context(base_url=house)
    watch = Watch(context, house)
    page = context.new_page()
    page.route("**/house.css", lambda route: route.fulfill(status=404))
    page.goto("/de/")
    context.close()
    assert watch.complaints == [f"404 for {house}/static/portal/house.css"]


def test_what_was_typed_is_not_lost_by_another_language_without_a_question(visit: Callable[..., Page]):
    page = visit()
    page.goto("/de/report/")
    page.locator("main textarea").first.fill("Die Schrift ist zu klein.")
    page.locator(".languages summary").click()
    english = page.locator('.languages a[hreflang="en"]')
    page.once("dialog", lambda dialog: dialog.dismiss())
    english.click()
    assert page.locator("main textarea").first.input_value() == "Die Schrift ist zu klein."
    page.once("dialog", lambda dialog: dialog.accept())
    english.click()
    page.wait_for_url("**/en/report/")
