"""Every public page in two languages, two sizes, two lights: axe, the security policy, no third party."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.urls import reverse
from django.utils import translation
from playwright.sync_api import Page

from tests.journeys.conftest import DESKTOP, PHONE, assert_accessible, assert_fits

pytestmark = pytest.mark.django_db(transaction=True)

NARROW = {"width": 320, "height": 640}


@dataclass(frozen=True)
class Place:
    """A page by its URL name; apps add theirs to PLACES."""

    name: str
    query: str = ""
    staff: bool = False
    status: int = 200

    def path(self, language: str) -> str:
        if ":" not in self.name and "/" in self.name:
            return f"/{language}{self.name}"
        with translation.override(language):
            return reverse(self.name) + self.query


PLACES = [
    Place("home"),
    Place("pages:imprint"),
    Place("pages:privacy"),
    Place("pages:accessibility"),
    Place("pages:report", query="?page=/de/"),
    Place("account_login"),
    Place("funding:contact_points", query="?land=DE-NW"),
    Place("funding:programmes"),
    Place("/nowhere/", status=404),
    Place("pages:styleguide", staff=True),
]
LOOKS = [(PHONE, False), (PHONE, True), (DESKTOP, False), (DESKTOP, True)]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_a_page_is_open_to_everybody(place: Place, visit: Callable[..., Page], cast):
    for size, dark in LOOKS:
        page = visit(cast.portal_staff if place.staff else None, size=size, dark=dark)
        for language in ("de", "ar"):
            answer = page.goto(place.path(language))
            assert answer is not None
            assert answer.status == place.status
            assert_accessible(page)
            assert_fits(page)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_a_page_fits_the_narrowest_screen(place: Place, visit: Callable[..., Page], cast):
    """320 px wide is also what 1280 px is at 400 % zoom."""
    page = visit(cast.portal_staff if place.staff else None, size=NARROW)
    for language in ("de", "ar", "ru", "de-x-leicht"):
        page.goto(place.path(language))
        assert_fits(page)
        small = page.evaluate(SMALL_TARGETS)
        assert small == [], f"{page.url}: {small}"


# Links inside a sentence may be smaller (WCAG 2.5.8); buttons, fields and lists of links may not.
SMALL_TARGETS = """() => [...document.querySelectorAll(
  'button, .button, summary, select, textarea, .doors a, .foot a, .languages a, .side a, .pager a,' +
  'input:not([type=hidden]):not([type=checkbox]):not([type=radio]), .choice label, .field-check label'
)].filter(element => {
  const box = element.getBoundingClientRect();
  const sentence = element.closest('.para, .term');
  return box.width > 0 && !sentence && (box.height < 43.5 || box.width < 43.5);
}).map(element => element.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("language", ["de", "ar"])
def test_a_line_that_scrolls_fades_where_it_goes_on(language: str, visit: Callable[..., Page]):
    page = visit()
    page.goto(f"/{language}/")
    line, fade = page.locator(".doors"), "getComputedStyle(document.querySelector('.doors ul'), '::after')"
    assert line.evaluate("line => line.scrollWidth > line.clientWidth")
    assert page.evaluate(f"{fade}.position") == "sticky"
    assert page.evaluate(f"{fade}.backgroundImage").startswith("linear-gradient")
    # It is drawn from left to right; in Arabic the other side is the one that goes on.
    assert page.evaluate(f"{fade}.transform") == ("none" if language == "de" else "matrix(-1, 0, 0, 1, 0, 0)")


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
