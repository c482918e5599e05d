"""Samira finds her association in the list, looks after its entry, and its network says that it is real."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from organisations.choices import ListingState
from organisations.models import Affiliation, Organisation
from tests.cast import Cast
from tests.factories.accounts import UserFactory
from tests.factories.organisations import OrganisationFactory
from tests.journeys.conftest import DESKTOP, assert_accessible, assert_fits

pytestmark = pytest.mark.django_db(transaction=True)
SAMIRA = "samira@mail.example"


@pytest.fixture
def entry(cast: Cast) -> Organisation:
    """Known from a public list, which says that it belongs to the network."""
    entry = OrganisationFactory(
        name="Elternkreis Hörde", slug="hoerde", state=ListingState.UNCLAIMED, languages=["tr"],
        postal_code=cast.postal_code, email="post@hoerde.example", source="liste", source_key="1",
    )  # fmt: skip
    Affiliation.objects.create(member=entry, umbrella=cast.umbrella)
    return entry


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name).click()


def follow(page: Page, name: str | re.Pattern[str]) -> None:
    page.locator("main").get_by_role("link", name=name).first.click()


def told(page: Page, text: str) -> None:
    expect(page.locator("main")).to_contain_text(text)


def look(page: Page) -> None:
    assert_accessible(page)
    assert_fits(page)


def ask_for_the_entry(page: Page) -> None:
    page.goto("/en/organisations/?q=Hörde")
    follow(page, "Elternkreis Hörde")
    told(page, "We know this organisation from a public list")
    follow(page, "I work there")
    page.locator("#id_name").fill("Samira")
    page.locator("#id_email").fill(SAMIRA)
    page.locator("#id_umbrella").select_option(label="Elternnetz")
    press(page, "Send")
    told(page, "Elternnetz")


def confirm_it(page: Page) -> None:
    page.goto("/en/desk/")
    follow(page, "Say whether somebody may look after an entry")
    told(page, SAMIRA)
    press(page, "Confirm")
    told(page, "Nobody asks at the moment")


def show_the_page(page: Page, invitation: str) -> None:
    page.goto(invitation)
    press(page, "Accept")
    page.goto("/en/desk/organisations/hoerde/words/de/")
    page.locator("#id_summary").fill("Eltern helfen Eltern.")
    press(page, "Save")
    page.goto("/en/desk/organisations/hoerde/")
    press(page, "Show our page to everybody")
    follow(page, "Who has checked us")
    told(page, "Nobody has checked this organisation so far.")
    look(page)


def check_it(page: Page) -> None:
    page.goto("/en/desk/organisations/elternnetz/network/")
    look(page)
    follow(page, re.compile("Check it.*Elternkreis Hörde"))
    press(page, "I have checked it")
    told(page, "Please choose an answer.")
    page.get_by_label("register extract seen").check()
    look(page)
    press(page, "I have checked it")
    told(page, "Checked by Elternnetz on")
    look(page)


def test_an_association_claims_its_imported_entry_and_its_network_checks_it(
    visit: Callable[..., Page], cast: Cast, entry: Organisation, mailoutbox: list[Any]
) -> None:
    samira = UserFactory(email=SAMIRA, name="Samira")
    family = visit()
    ask_for_the_entry(family)
    network = visit(cast.umbrella_coordinator, size=DESKTOP)
    confirm_it(network)
    (mail,) = [mail for mail in mailoutbox if mail.to == [SAMIRA]]
    show_the_page(visit(samira), re.search(r"http\S+", mail.body)[0])
    check_it(network)

    family.goto("/en/organisations/?q=Hörde")
    expect(family.locator("main .card")).to_contain_text(re.compile("Elternkreis Hörde.*Checked", re.DOTALL))
    look(family)
    follow(family, "Elternkreis Hörde")
    expect(family.get_by_role("region", name="Checked")).to_contain_text("Elternnetz")
    told(family, "What it offers and writes here was not checked.")
    look(family)
