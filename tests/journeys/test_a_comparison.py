"""What is different after a move: one question and sixteen answers, or all of them in one table."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESKTOP, PHONE, assert_accessible, assert_fits

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_question_is_chosen_and_answered_without_scripts(browser, house):
    context = browser.new_context(base_url=house, viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto("/de/guides/laender/?land=DE-NW")
    page.locator("#id_fact").select_option("primary-years")
    page.locator("form.facts-form button").click()
    page.wait_for_url("**/de/guides/laender/?fact=primary-years&land=DE-NW#shown")
    expect(page.locator("#DE-BE td")).to_have_text("Klasse 1 bis 6")
    expect(page.locator("#DE-NW td")).to_have_text("Klasse 1 bis 4")
    context.close()


@pytest.mark.parametrize("language", ["de", "ar"])
def test_there_is_room_between_the_map_and_its_legend(language: str, visit: Callable[..., Page]):
    page = visit(size=DESKTOP)
    page.goto(f"/{language}/guides/laender/")
    left, right = sorted(
        (page.locator(name).bounding_box() for name in ("svg[role=group]", "#map-words")),
        key=lambda box: box["x"],
    )
    assert left["x"] + left["width"] + 24 <= right["x"]


@pytest.mark.parametrize("language", ["de", "ar"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_names_of_the_laender_stay_while_the_table_is_scrolled_by_keyboard(
    language: str, size: dict[str, int], visit: Callable[..., Page]
):
    page = visit(size=size)
    page.goto(f"/{language}/guides/laender/")
    page.locator("#all").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    table, name = page.locator(".all-facts .scroll"), page.locator(".all-facts tbody th").first
    before = name.bounding_box()["x"]
    page.keyboard.press("ArrowLeft" if language == "ar" else "ArrowRight")
    page.wait_for_function("box => box.scrollLeft !== 0", arg=table.element_handle())
    assert name.bounding_box()["x"] == before
    assert_fits(page)
    assert_accessible(page)


@pytest.mark.parametrize("language", ["de", "ar"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_column_that_is_cut_and_a_word_say_that_the_table_goes_on(
    language: str, size: dict[str, int], visit: Callable[..., Page]
):
    page = visit(size=size)
    page.goto(f"/{language}/guides/laender/")
    page.locator("#all").click()
    expect(page.locator(".all-facts .hint")).to_be_visible()
    frame = page.locator(".all-facts .scroll").bounding_box()
    edges = (frame["x"], frame["x"] + frame["width"])
    columns = [it.bounding_box() for it in page.locator(".all-facts thead th").all()]
    cut = [it for it in columns for edge in edges if it["x"] + 8 < edge < it["x"] + it["width"] - 8]
    assert len(cut) == 1
