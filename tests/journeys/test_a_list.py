"""Portal staff take over a list of associations: nothing is new the second time, and one that stood there
already is recognised by its name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from organisations import clock  # noqa: F401 - the jobs that services name
from organisations.choices import ListingState
from organisations.models import Organisation
from tests.cast import Cast
from tests.factories.organisations import OrganisationFactory
from tests.journeys.test_an_entry import follow, look, press, told

pytestmark = pytest.mark.django_db(transaction=True)
# Headings as people write them, cp1252 as their programmes do, a place that is unknown, and no name at all.
ROWS = [
    "Vereinsname;Registergericht;Register-Nr.;PLZ",
    "Elternbrücke Süd e. V.;Dortmund;VR 815;{code}",
    "Elternkreis Horde;;;{code}",
    "Väterkreis;;;00000",
    ";;VR 816;{code}",
]


@pytest.fixture
def known(cast: Cast) -> Organisation:
    return OrganisationFactory(
        name="Elternkreis Hörde", slug="hoerde", state=ListingState.UNCLAIMED, postal_code=cast.postal_code
    )


def upload(page: Page, file: Path) -> None:
    page.goto("/en/desk/organisation-lists/")
    page.locator("input[type=file]").set_input_files(file)
    page.locator("#id_source").fill("Dortmund 2026")
    look(page)
    press(page, "Upload the list")
    told(page, "Which column is which?")


def compare(page: Page) -> dict[str, str]:
    """What would change, by its label."""
    look(page)
    press(page, "Show what would change")
    expect(page.get_by_role("heading", name="What would change")).to_be_visible()
    return tiles(page)


def tiles(page: Page) -> dict[str, str]:
    texts = [tile.inner_text().split("\n", 1) for tile in page.locator("main .tile").all()]
    return {label: number for number, label in texts}


def say_that_it_is_known(page: Page) -> None:
    follow(page, "It is your turn: say of 1 row whether it stands here already.")
    page.get_by_label("Yes: Elternkreis Hörde, Dortmund").check()
    look(page)
    press(page, "Save the answers")
    told(page, "Saved.")


def entries() -> list[tuple[str, str, str]]:
    found = Organisation.objects.order_by("pk").filter(state=ListingState.UNCLAIMED)
    return list(found.values_list("name", "place", "register_number"))


def leave_out_what_is_faulty(page: Page) -> None:
    press(page, "Take over the list")
    told(page, "faulty")
    look(page)
    assert entries() == [("Elternkreis Hörde", "Dortmund", "")]
    page.locator("#id_skips_bad").check()
    press(page, "Take over the list")
    expect(page.get_by_role("heading", name="Taken over")).to_be_visible()
    look(page)


def test_a_list_is_taken_over_after_a_look_and_changes_nothing_the_second_time(
    visit: Callable[..., Page], cast: Cast, known: Organisation, tmp_path: Path
) -> None:
    file = tmp_path / "vereine.csv"
    file.write_bytes("\n".join(ROWS).format(code=cast.postal_code.code).encode("cp1252"))
    page = visit(cast.portal_staff)
    upload(page, file)
    assert compare(page) == {"new": "2", "perhaps known": "1", "faulty": "1", "not read whole": "1"}
    say_that_it_is_known(page)
    leave_out_what_is_faulty(page)
    assert tiles(page) == {"new": "2", "changed": "1", "faulty": "1"}
    taken = [
        ("Elternkreis Horde", "Dortmund", ""),
        ("Elternbrücke Süd e. V.", "Dortmund", "VR 815"),
        ("Väterkreis", "", ""),
    ]
    assert entries() == taken

    upload(page, file)
    assert compare(page) == {"unchanged": "3", "faulty": "1", "not read whole": "1"}
    assert entries() == taken
