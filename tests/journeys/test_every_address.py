"""axe on every address of the house, as the people who may see it: German, and Arabic where it is public."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation
from playwright.sync_api import Page

from tests import matrix
from tests.journeys.conftest import DESKTOP, PHONE, assert_accessible, assert_fits

pytestmark = pytest.mark.django_db(transaction=True)

# Files and machine-readable answers.
NO_PAGE = {"healthz", "readyz"}
ROWS = {
    name: row for name, row in matrix.all_rows().items() if row.sees and not row.post and name not in NO_PAGE
}
PUBLIC = sorted(name for name, row in ROWS.items() if "anonymous" in row.sees)
SIGNED_IN = sorted(set(ROWS) - set(PUBLIC))
# Who looks at a page that several may see: the person who works with it most.
ORDER = ["coordinator", "caseworker", "countersigner", "translator", "portal_staff"]

HEADINGS = "() => [...document.querySelectorAll('h1,h2,h3,h4')].map(h => Number(h.tagName[1]))"


def assert_headings_in_order(page: Page) -> None:
    """One h1 first, and no level left out on the way down."""
    levels = page.evaluate(HEADINGS)
    assert levels.count(1) == 1, f"{page.url}: {levels}"
    for above, below in pairwise(levels):
        assert below <= above + 1, f"{page.url}: {levels}"


CHECKS = (assert_accessible, assert_fits, assert_headings_in_order)


@pytest.fixture
def furnished(cast: Any, house: str) -> Any:
    matrix.furnish(cast)
    return cast


@pytest.mark.parametrize(
    ("language", "look"),
    [("de", {"size": PHONE}), ("ar", {"size": DESKTOP, "dark": True})],
    ids=["de", "ar"],
)
def test_every_public_page_is_open_to_everybody(
    language: str, look: dict[str, Any], visit: Callable[..., Page], furnished: Any
) -> None:
    # A guide as it is shipped has more parts than those of the factories.
    shipped = f"/{language}/guides/how-school-works/?land=DE-NW"
    addresses = [*_addresses(PUBLIC, furnished, language), shipped]
    complaints = _complaints(visit(**look), addresses)
    assert complaints == [], "\n".join(complaints)


def test_every_page_of_the_desk_is_open_to_everybody(visit: Callable[..., Page], furnished: Any) -> None:
    complaints: list[str] = []
    for role, names in _by_person().items():
        page = visit(getattr(furnished, role), size=PHONE)
        complaints += _complaints(page, _addresses(names, furnished, "de"))
    assert complaints == [], "\n".join(complaints)


def _by_person() -> dict[str, list[str]]:
    """The addresses behind the sign-in, by who looks at them, so that each person needs one browser."""
    people: dict[str, list[str]] = {}
    for name in SIGNED_IN:
        sees = ROWS[name].sees
        role = next((role for role in ORDER if role in sees), sorted(sees)[0])
        people.setdefault(role, []).append(name)
    return people


def _addresses(names: Iterable[str], cast: Any, language: str) -> list[str]:
    """Where these pages are, without the files: one asks for those once and waits, or gets them at once."""
    with translation.override(language):
        paths = {name: reverse(name, kwargs=ROWS[name].kwargs(cast)) for name in names}
    return [path + ROWS[name].query for name, path in paths.items() if not path.endswith(".pdf")]


def _complaints(page: Page, addresses: Iterable[str]) -> list[str]:
    """What is wrong with these pages, all of it at once: walking them again takes long."""
    found = []
    for address in addresses:
        answer = page.request.get(address, max_redirects=0)
        if answer.status != 200 or not answer.headers["content-type"].startswith("text/html"):
            continue
        page.goto(address)
        for check in CHECKS:
            try:
                check(page)
            except AssertionError as error:
                found.append(str(error))
    return found
