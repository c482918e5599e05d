"""A mother taps a German word in a guide."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import PHONE, assert_accessible

pytestmark = pytest.mark.django_db(transaction=True)
GUIDE = "/ar/guides/how-school-works/"


def test_a_word_is_explained_where_she_reads_without_scripts(browser: Browser, house: str) -> None:
    context = browser.new_context(base_url=house, viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(GUIDE)
    word = page.locator("article a.word").first
    word.scroll_into_view_if_needed()
    before = word.bounding_box()
    word.click()
    entry = page.locator(".word-entry:target")
    box = entry.bounding_box()
    assert box is not None
    assert (box["x"], box["y"] + box["height"], box["width"]) == (0, PHONE["height"], PHONE["width"])
    assert entry.locator("dt").inner_text() == "Schulpflicht"
    assert entry.locator(".said").inner_text().endswith("شول بفليشت")
    assert word.bounding_box() == before
    entry.locator(".word-back a").click()
    assert page.locator(".word-entry:target").count() == 0
    assert word.is_visible()
    context.close()


def test_an_explanation_is_left_by_escape_or_a_tap_beside_it(visit: Callable[..., Page]) -> None:
    page = visit()
    page.goto(GUIDE)
    page.locator("article a.word").first.click()
    page.keyboard.press("Escape")
    assert page.locator(".word-entry:target").count() == 0

    page.locator("article a.word").nth(2).click()
    top = page.evaluate("() => { scrollBy({ top: 300, behavior: 'instant' }); return scrollY; }")
    page.locator(".word-entry:target dd").first.click()
    assert page.locator(".word-entry:target").count() == 1
    page.mouse.click(180, 80)
    assert page.locator(".word-entry:target").count() == 0
    assert page.evaluate("scrollY") == top


def test_the_open_explanation_is_open_to_everybody(visit: Callable[..., Page]) -> None:
    page = visit(dark=True)
    page.goto(GUIDE)
    page.locator("article a.word").first.click()
    assert_accessible(page)
