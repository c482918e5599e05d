"""Whether a guide helped is said by one tap, on an old phone too; who likes adds a sentence."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.guides.models import GuideFeedback
from tests.journeys.conftest import PHONE, assert_accessible, assert_fits

pytestmark = pytest.mark.django_db(transaction=True)
TROUBLE = "/ar/guides/when-there-is-trouble/?land=DE-NW"


def test_one_tap_counts_and_a_sentence_follows_if_one_likes(visit: Callable[..., Page]):
    page = visit()
    page.goto(TROUBLE)
    page.locator("button[name=helped][value=no]").click()
    expect(page.locator("textarea")).to_be_visible()
    [said] = GuideFeedback.objects.all()
    assert (said.language, said.land_id, said.helped, said.sentence) == ("ar", "DE-NW", False, "")
    assert_accessible(page)
    assert_fits(page)
    page.reload()
    page.locator("textarea").fill("أين أجد أحدا يتكلم لغتي؟")
    page.locator("main form button").click()
    page.wait_for_url("**/thanks/?land=DE-NW")
    assert list(GuideFeedback.objects.values_list("helped", "sentence")) == [
        (False, "أين أجد أحدا يتكلم لغتي؟")
    ]


def test_a_phone_without_scripts_taps_as_well(browser: Browser, house: str):
    context = browser.new_context(base_url=house, viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(TROUBLE)
    page.locator("button[name=helped][value=yes]").click()
    expect(page.locator("textarea")).to_be_visible()
    assert GuideFeedback.objects.get().helped
    context.close()


def test_a_page_of_its_own_asks_where_the_tap_does_not_count(visit: Callable[..., Page]):
    page = visit()
    page.goto("/ar/guides/when-there-is-trouble/feedback/?helped=yes&land=DE-NW")
    page.locator("main form button").click()
    page.wait_for_url("**/thanks/?land=DE-NW")
    assert GuideFeedback.objects.get().helped
