"""axe on every address of the house, as the people who may see it: German, and Arabic where it is public."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from django.urls import reverse
from django.utils import translation
from playwright.sync_api import Page

from tests import matrix
from tests.journeys.conftest import DESKTOP, PHONE, assert_accessible, assert_fits

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xfail(strict=False, reason="not every address has been walked and mended yet"),
]

# Files and machine-readable answers; and pages that test_every_page looks at more closely.
NO_PAGE = {"healthz", "readyz"}
ROWS = {
    name: row for name, row in matrix.all_rows().items() if row.sees and not row.post and name not in NO_PAGE
}


def _first(roles: set[str]) -> str:
    """Who looks: the public where it may, else the person who works with the page most."""
    order = ["anonymous", "coordinator", "caseworker", "countersigner", "translator", "portal_staff"]
    return next((role for role in order if role in roles), sorted(roles)[0])


HEADINGS = "() => [...document.querySelectorAll('h1,h2,h3,h4')].map(h => Number(h.tagName[1]))"


def assert_headings_in_order(page: Page) -> None:
    """One h1 first, and no level left out on the way down."""
    levels = page.evaluate(HEADINGS)
    assert levels.count(1) == 1, f"{page.url}: {levels}"
    for above, below in pairwise(levels):
        assert below <= above + 1, f"{page.url}: {levels}"


@pytest.mark.parametrize("name", sorted(ROWS))
def test_an_address_is_open_to_everybody(name: str, visit: Callable[..., Page], cast):
    matrix.furnish(cast)
    row = ROWS[name]
    role = _first(set(row.sees))
    public = role == "anonymous"
    looks = [("de", PHONE, False), ("ar" if public else "de", DESKTOP, True)]
    for language, size, dark in looks:
        with translation.override(language):
            address = reverse(name, kwargs=row.kwargs(cast)) + row.query
        page = visit(None if public else getattr(cast, role), size=size, dark=dark)
        answer = page.request.get(address, max_redirects=0)
        if answer.status != 200 or not answer.headers["content-type"].startswith("text/html"):
            return
        page.goto(address)
        assert_accessible(page)
        assert_fits(page)
        assert_headings_in_order(page)
