"""A volunteer with little time plans a course of ten weeks, by the number of things she has to do."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect
from time_machine import TimeMachineFixture

from parentwork.models import Workshop
from portal.lib.dates import BERLIN
from tests.cast import Cast
from tests.factories.parentwork import VenueFactory
from tests.journeys.conftest import assert_accessible, assert_fits

pytestmark = pytest.mark.django_db(transaction=True)

# In three minutes one reads and does thirty things of six seconds each.
MOST_STEPS = 30
IN_AUGUST = datetime(2028, 8, 28, 10, tzinfo=BERLIN)


class Hand:
    """Everything that she clicks, ticks or fills in is a step; what is there already costs none."""

    def __init__(self, page: Page) -> None:
        self.page, self.steps = page, 0

    def follow(self, name: str | re.Pattern[str]) -> None:
        self.steps += 1
        self.page.locator("main").get_by_role("link", name=name).first.click()

    def press(self, name: str) -> None:
        self.steps += 1
        self.page.locator("main").get_by_role("button", name=name, exact=True).click()

    def tick(self, selector: str) -> None:
        self.steps += 1
        self.page.locator(selector).check()

    def fill(self, **fields: str) -> None:
        for name, text in fields.items():
            self.steps += 1
            self.page.locator(f"#id_{name}").fill(text)


def test_a_volunteer_plans_ten_weeks_with_childcare_in_under_three_minutes(
    house: str, visit: Callable[..., Page], cast: Cast, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(IN_AUGUST)
    VenueFactory(organisation=cast.association, postal_code__code="44137")
    page = visit(cast.editor)
    page.goto("/en/desk/")
    hand = Hand(page)
    hand.follow(re.compile(cast.association.name))
    hand.follow("Workshops")
    hand.follow(re.compile("^Plan"))
    hand.follow(re.compile("[Cc]ourse"))
    hand.fill(title_de="Deutsch lernen und Schule verstehen", first="2028-09-05", count="10")
    hand.fill(begins="09:30", ends="11:30", seats="12", childcare="6")
    hand.tick("input[name=languages][value=de]")
    hand.tick("input[name=languages][value=ar]")
    expect(page.locator("#id_skips_school_holidays")).to_be_checked()
    hand.press("Show the dates")
    assert_accessible(page)
    assert_fits(page)
    days = page.locator("main tbody tr")
    expect(days.filter(has_text="takes place")).to_have_count(10)
    expect(days.filter(has_text="left out")).to_contain_text(
        ["German Unity Day", "School holidays", "School holidays"]
    )
    hand.press("Save as a draft")
    hand.press("Publish")
    expect(page.locator("main")).to_contain_text("Families can see it now.")
    assert_accessible(page)
    workshop = Workshop.objects.get()
    assert (workshop.childcare, workshop.dates.upcoming().count()) == (6, 10)
    assert hand.steps <= MOST_STEPS
