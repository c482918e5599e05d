"""Aylin's association, from the public page to the proof of use: four Tuesdays, one full evening, who came.

The autumn of 2028 plays whenever the test runs. In North Rhine-Westphalia four Tuesdays from 26 September
skip a public holiday (3 October) and the autumn holidays (24 and 31 October).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime

import pytest
from playwright.sync_api import Page, expect
from time_machine import TimeMachineFixture

from funding.services import proofs
from organisations.choices import ListingState
from parentwork.choices import ContactWay
from parentwork.models import Workshop
from parentwork.services.bookings import book
from parentwork.services.families import Family
from portal.lib.dates import BERLIN
from tests.cast import Cast
from tests.factories.accounts import PASSWORD, code_of
from tests.funding import scenes
from tests.journeys.conftest import DESKTOP, assert_accessible, assert_fits, code_on

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = datetime(2028, 9, 20, 10, tzinfo=BERLIN)
AFTER_THE_FIRST_EVENING = datetime(2028, 9, 26, 20, tzinfo=BERLIN)
AUTUMN = scenes.proposal(start=date(2028, 9, 1), end=date(2028, 12, 31))


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str | re.Pattern[str]) -> None:
    page.locator("main").get_by_role("link", name=name, exact=True).first.click()


def fill(page: Page, **fields: str) -> None:
    for name, text in fields.items():
        page.locator(f"#id_{name}").fill(text)


def told(page: Page, text: str) -> None:
    expect(page.locator("main")).to_contain_text(text)


def look(page: Page) -> None:
    assert_accessible(page)
    assert_fits(page)


def sign_in(page: Page, cast: Cast) -> None:
    page.goto("/en/accounts/login/")
    page.get_by_label("Mail address").fill(cast.coordinator.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Sign in")
    page.wait_for_url("**/2fa/authenticate/")
    page.get_by_label("Code").first.fill(code_of(cast.coordinator))
    press(page, "Sign in")
    page.wait_for_url("**/2fa/trust/")
    press(page, "No, ask every time")
    page.wait_for_url("**/desk/")


def complete_the_profile(page: Page, cast: Cast) -> None:
    page.goto(f"/en/desk/organisations/{cast.association.slug}/")
    follow(page, "Who you are and how families reach you")
    fill(page, email="info@nordstadt.example", phone="0231 5550100")
    press(page, "Save")
    follow(page, "What you do, in your own words")
    fill(page, summary="Eltern helfen Eltern.")
    press(page, "Save")
    told(page, "Saved.")
    page.goto(f"/en/desk/organisations/{cast.association.slug}/")
    press(page, "Show our page to everybody")
    told(page, "Your page is public now.")
    look(page)


def plan_four_tuesdays(page: Page) -> None:
    follow(page, "Workshops")
    follow(page, "Plan the first workshop")
    follow(page, "Add a place")
    fill(page, name="Haus der Vielfalt", street="Beuthstraße 21", postal_code="44137")
    press(page, "Save")
    told(page, "The place is saved.")
    page.locator(".breadcrumb").get_by_role("link", name="Workshops").click()
    follow(page, "Plan the first workshop")
    page.locator("main a[href='?format=seminar']").click()
    fill(page, title_de="Welche Schule jetzt?", text_de="Wir reden über Schulen.", first="2028-09-26")
    fill(page, count="4", begins="17:30", ends="19:30", seats="4", childcare="2")
    page.get_by_label("for each date", exact=True).check()
    page.locator("input[name=languages][value=de]").check()
    press(page, "Show the dates")
    days = page.locator("main tbody tr")
    expect(days).to_contain_text(
        [
            re.compile("26 September.*takes place", re.DOTALL),
            re.compile("3 October.*left out.*German Unity Day", re.DOTALL),
            re.compile("10 October.*takes place", re.DOTALL),
            re.compile("17 October.*takes place", re.DOTALL),
            re.compile("24 October.*left out.*School holidays", re.DOTALL),
            re.compile("31 October.*left out.*School holidays", re.DOTALL),
            re.compile("7 November.*takes place", re.DOTALL),
        ]
    )
    expect(days).to_have_count(7)
    look(page)
    press(page, "Save as a draft")
    press(page, "Publish")
    told(page, "Published. Families can see it now.")
    look(page)


def three_of_four_seats_are_taken(workshop: Workshop) -> None:
    """Two families that the association knows come to the first evening."""
    dates = (workshop.dates.earliest("starts").pk,)
    amal = Family("Amal", ContactWay.ASSOCIATION, adults=2, children={"children_3_5": 1}, dates=dates)
    book(workshop, amal)
    book(workshop, Family("Yusuf", ContactWay.ASSOCIATION, dates=dates))


def begin_booking(page: Page, workshop: Workshop, name: str, phone: str) -> None:
    """Fill in the form for the first evening, reached by SMS; the button is not pressed."""
    page.goto(f"/en{workshop.get_absolute_url().removeprefix('/de')}")
    follow(page, "Book places")
    fill(page, name=name, phone=phone)
    page.locator("input[name=dates]").first.check()
    page.locator("input[name=way][value=sms]").check()


def cancel(page: Page, code: str, phone: str) -> None:
    """On another phone, with the code and the number."""
    page.goto("/en/b/")
    fill(page, code=code, contact=phone)
    press(page, "Show my booking")
    follow(page, "Cancel the booking")
    press(page, "Yes, cancel")
    expect(page.locator("main")).to_contain_text("Your booking is cancelled")


def type_in_who_came(page: Page) -> None:
    """From the list to print: all but Yusuf, and a mother whom nobody expected."""
    follow(page, "List to print")
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    expect(page.locator("main tbody th")).to_have_text(
        ["Amal", "Samira", "Yusuf", "Without a booking (number)"]
    )
    page.emulate_media(media="screen")
    look(page)
    page.go_back()
    follow(page, "Type in who came")
    for name in ("Amal", "Samira"):
        page.get_by_role("checkbox", name=re.compile(name)).check()
    fill(page, walk_adults="1")
    look(page)
    press(page, "Save")
    expect(page.locator("main .tiles")).to_contain_text("4adults")
    look(page)


def record_and_confirm_hours(page: Page) -> None:
    page.locator(".breadcrumb").get_by_role("link", name="Workshops").click()
    follow(page, "Helpers")
    fill(page, name="Olena")
    press(page, "Save")
    told(page, "The helper is saved.")
    page.locator(".breadcrumb").get_by_role("link", name="Workshops").click()
    follow(page, "Volunteer hours")
    fill(page, day="2028-09-26", hours="2,5", activity="Kinderbetreuung")
    press(page, "Save")
    expect(page.locator("main table")).to_contain_text("to be confirmed")
    look(page)
    press(page, "Confirm all on this page")
    expect(page.locator("main .lead")).to_contain_text("Confirmed hours: 2.5.")


def read_the_proof(page: Page, cast: Cast) -> None:
    """A grant for that autumn: its proof of use knows what the journey has recorded."""
    request = proofs.open_proof(scenes.announced(cast, AUTUMN).award, by=cast.coordinator).award.request
    page.goto(f"/en/desk/organisations/{cast.association.slug}/funding/{request.public_id}/")
    follow(page, "To the proof of use")
    follow(page, "Which workshops the money paid for")
    page.get_by_role("button", name=re.compile("^Link")).click()
    follow(page, "Back to the proof")
    expect(page.locator("main .tile")).to_have_text(
        ["1date held", "4participations of adults", "2families (once per series)", "2.5volunteer hours"]
    )
    look(page)


def test_an_association_from_its_public_page_to_the_proof_of_use(
    house: str, visit: Callable[..., Page], cast: Cast, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(BEFORE)
    cast.association.state = ListingState.UNCLAIMED
    cast.association.save()
    desk = visit(size=DESKTOP)
    sign_in(desk, cast)
    complete_the_profile(desk, cast)
    family = visit()
    family.goto("/en/organisations/?q=Nordstadt")
    follow(family, cast.association.name)
    expect(family.locator("main")).to_contain_text("Eltern helfen Eltern.")
    look(family)

    desk.goto(f"/en/desk/organisations/{cast.association.slug}/")
    plan_four_tuesdays(desk)
    workshop = Workshop.objects.get()
    three_of_four_seats_are_taken(workshop)

    begin_booking(family, workshop, "Leyla", "0151 23456701")
    press(family, "Book")
    leylas = code_on(family)
    expect(family.locator("main .date")).to_contain_text("reserved")
    # The evening is full now: whoever comes next is asked whether to wait.
    waiting = visit()
    begin_booking(waiting, workshop, "Samira", "0151 23456702")
    press(waiting, "Book")
    expect(waiting.locator(".error-summary")).to_contain_text("All seats are taken.")
    look(waiting)
    waiting.get_by_label("Put us on the waiting list").check()
    press(waiting, "Book")
    expect(waiting.locator("main")).to_contain_text("You are on the waiting list")
    look(waiting)
    desk.reload()
    expect(desk.locator("main tbody tr").first).to_contain_text(re.compile("full.*4 of 4", re.DOTALL))

    cancel(visit(), leylas, "0151 23456701")
    waiting.reload()
    look(waiting)
    press(waiting, "Yes, we come")
    expect(waiting.locator("main .date")).to_contain_text("reserved")

    time_machine.move_to(AFTER_THE_FIRST_EVENING)
    follow(desk, re.compile("26 September"))
    type_in_who_came(desk)
    record_and_confirm_hours(desk)
    read_the_proof(desk, cast)
