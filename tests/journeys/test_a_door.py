"""Amal stands at the door of an evening with her phone, and the network goes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from parentwork.choices import SignUp
from parentwork.models import Attendance
from parentwork.services import door
from tests.factories.parentwork import BookingFactory, SeatFactory, WorkshopDateFactory
from tests.journeys.conftest import assert_accessible, assert_fits

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def evening(cast):
    """Three families are expected about now."""
    date = WorkshopDateFactory(
        workshop__organisation=cast.association, starts=timezone.now() - timedelta(minutes=5)
    )
    for name in ("Amira", "Dilan", "Oksana"):
        booking = BookingFactory(workshop=date.workshop, name=name, adults=2, children_3_5=1, childcare=1)
        SeatFactory(date=date, booking=booking)
    return date


def came() -> set[str]:
    return set(Attendance.objects.filter(adults__gt=0).values_list("seat__booking__name", flat=True))


def test_ticks_survive_a_network_that_drops(house, visit, cast, evening):
    link = door.open_door(evening, by=cast.coordinator)
    page = visit()
    page.goto(link.get_absolute_url())
    assert_accessible(page)
    assert_fits(page)
    family = lambda name: page.get_by_role("button", name=name)  # noqa: E731
    unsent = page.locator("[data-unsent]")

    family("Amira").click()
    expect(family("Amira")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-waits]")).to_have_count(0)
    assert came() == {"Amira"}

    page.context.set_offline(True)
    family("Dilan").click()
    family("Oksana").click()
    family("Oksana").click()
    expect(family("Dilan")).to_have_attribute("aria-pressed", "true")
    expect(family("Oksana")).to_have_attribute("aria-pressed", "false")
    expect(unsent).to_be_visible()
    assert_accessible(page)
    assert came() == {"Amira"}

    page.context.set_offline(False)
    expect(unsent).to_be_hidden()
    expect(page.locator("[data-waits]")).to_have_count(0)
    assert came() == {"Amira", "Dilan"}
    assert page.evaluate("Object.keys(localStorage)") == []

    page.reload()
    expect(family("Dilan")).to_have_attribute("aria-pressed", "true")
    page.locator("button[formaction$='/finish/']").click()
    expect(page.locator(".done")).to_be_visible()
    assert Attendance.objects.filter(adults=0).get().seat.booking.name == "Oksana"


def test_ticks_that_were_not_sent_are_sent_when_the_page_is_opened_again(house, visit, cast, evening):
    link = door.open_door(evening, by=cast.coordinator)
    page = visit()
    page.goto(link.get_absolute_url())
    page.context.set_offline(True)
    page.get_by_role("button", name="Dilan").click()
    expect(page.locator("[data-unsent]")).to_be_visible()
    page.goto("about:blank")

    page.context.set_offline(False)
    page.goto(link.get_absolute_url())
    expect(page.get_by_role("button", name="Dilan")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-waits]")).to_have_count(0)
    assert came() == {"Dilan"}


def test_taps_on_the_tick_sheet_survive_a_network_that_drops(house, visit, cast):
    cafe = WorkshopDateFactory(
        workshop__organisation=cast.association, workshop__sign_up=SignUp.OPEN,
        starts=timezone.now() - timedelta(minutes=5),
    )  # fmt: skip
    link = door.open_door(cafe, by=cast.coordinator)
    page = visit()
    page.goto(link.get_absolute_url())
    assert_accessible(page)
    assert_fits(page)
    more = lambda key: page.locator(f"button[name=more][value={key}]")  # noqa: E731
    shown = page.locator("[data-count=adults]")
    counted = lambda: cafe.headcounts.values_list("adults", "children").first()  # noqa: E731

    page.context.set_offline(True)
    more("adults").click()
    more("adults").click()
    more("children_3_5").click()
    expect(shown).to_have_text("2")
    expect(page.locator("[data-unsent]")).to_be_visible()
    assert counted() is None

    page.context.set_offline(False)
    expect(page.locator("[data-unsent]")).to_be_hidden()
    more("adults").click()
    expect(shown).to_have_text("3")
    page.wait_for_function("() => localStorage.length === 0")
    assert counted() == (3, 1)

    page.reload()
    expect(shown).to_have_text("3")
    page.locator("button[name=less][value=adults]").click()
    page.wait_for_function("() => localStorage.length === 0")
    assert counted() == (2, 1)
