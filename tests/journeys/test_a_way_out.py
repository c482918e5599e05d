"""A page that others must not see is left at once, from wherever one has read to."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import DESKTOP, PHONE, assert_accessible, assert_fits

pytestmark = pytest.mark.django_db(transaction=True)
NARROW = {"width": 320, "height": 256}  # a screen of 1280 by 1024 at 400 %
TROUBLE = "guides/when-there-is-trouble/"
# The middle of the element that has the focus: is it what one sees there?
SEEN = """() => {
  const box = document.activeElement.getClientRects()[0];
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return document.activeElement.contains(top) || top.contains(document.activeElement);
}"""


@pytest.mark.parametrize("language", ["de", "ar"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP, NARROW], ids=["phone", "desktop", "enlarged"])
def test_the_way_out_stays_in_view(language: str, size: dict[str, int], visit: Callable[..., Page]):
    page = visit(size=size)
    page.goto(f"/{language}/{TROUBLE}")
    page.evaluate("scrollTo(0, document.body.scrollHeight / 2)")
    way_out = page.locator("[data-leave]").bounding_box()
    assert 0 <= way_out["y"] < size["height"] / 4
    assert way_out["height"] >= 44
    assert way_out["x"] >= 0
    assert way_out["x"] + way_out["width"] <= size["width"]
    assert_fits(page)
    assert_accessible(page)


def test_the_way_out_does_not_stand_on_what_has_the_focus(visit: Callable[..., Page]):
    page = visit(size=NARROW)
    page.goto(f"/de/{TROUBLE}")
    page.locator("#helped ~ form button").first.focus()
    for _step in range(25):
        page.keyboard.press("Shift+Tab")
        assert page.evaluate(SEEN), page.evaluate("document.activeElement.outerHTML")


def test_without_scripts_the_way_out_is_a_link(browser, house):
    context = browser.new_context(base_url=house, viewport=PHONE, java_script_enabled=False)
    context.route("https://www.wikipedia.org/", lambda route: route.fulfill(body="elsewhere"))
    page = context.new_page()
    page.goto(f"/de/{TROUBLE}")
    page.mouse.wheel(0, 3000)
    page.locator("[data-leave]").click()
    page.wait_for_url("https://www.wikipedia.org/")
    context.close()


def test_other_guides_have_no_way_out_and_do_not_load_its_looks(visit: Callable[..., Page]):
    page = visit()
    page.goto("/de/guides/how-school-works/")
    assert page.locator("[data-leave], link[href*=leave]").count() == 0
