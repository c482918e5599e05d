"""Odd strings in every text field of every page: an answer that a person can read, never a fault.

Each form of the matrix's pages is sent as the page gives it, with the same odd string in all that can be
typed. Every page meets the worst strings, and a share of the long list in turn, so that together they meet
the whole of it.
"""

from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import count
from typing import Any
from urllib.parse import urljoin

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests import matrix
from tests.cast import Cast
from tests.realdata import naughty_strings

pytestmark = pytest.mark.django_db

WORST = ["\x00", "a\x00b", "x" * 2500, "<script>alert(1)</script>", "9" * 30, "-1", "{{ settings }}"]
# What only somebody sends who makes up the hidden fields too.
FORGED = ["⁰⁴⁵", "-1", "9" * 30, "\x00"]
SHARE = 6
ANSWERS = {200, 302, 303, 403, 404, 409, 422, 429}
TYPED = {"text", "search", "email", "tel", "url", "number", "date", "time", "password", "textarea"}
# Who sends a form that several may send: the person who works with it most.
ORDER = ["coordinator", "caseworker", "countersigner", "translator", "portal_staff"]


class Forms(HTMLParser):
    """The forms of a page: method, address, and the fields with what stands in them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[dict[str, Any]] = []
        self._form: dict[str, Any] | None = None
        self._select: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self._form = {"method": given.get("method", "get").lower(), "action": given.get("action", "")}
            self._form |= {"kept": {}, "typed": []}
            self.found.append(self._form)
        if tag == "select":
            self._select = name
        if self._form is None:
            return
        kind = "textarea" if tag == "textarea" else given.get("type", "text")
        if tag in ("input", "textarea") and name and kind in TYPED:
            self._form["typed"].append(name)
        elif tag == "input" and name and (kind == "hidden" or "checked" in given):
            self._form["kept"].setdefault(name, []).append(given.get("value", "on"))
        elif tag == "option" and self._select and "selected" in given:
            self._form["kept"].setdefault(self._select, []).append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag == "select":
            self._select = None


@pytest.fixture
def furnished(cast: Cast) -> Cast:
    matrix.furnish(cast)
    return cast


@pytest.mark.parametrize("app", matrix.APPS)
def test_no_odd_string_in_any_field_of_any_page_is_a_fault(app: str, furnished: Cast) -> None:
    strings = [text for text in naughty_strings() if len(text) < 10_000]
    complaints = []
    for place, (client, form) in zip(count(), _forms(app, furnished), strict=False):
        start = place * SHARE % len(strings)
        for odd in WORST + strings[start : start + SHARE]:
            if complaint := _complaint(_send(client, form, form["kept"], odd), odd):
                complaints.append(f"{form['action']} {form['typed']}: {complaint} for {odd[:60]!r}")
        for odd in FORGED:
            if complaint := _complaint(_send(client, form, dict.fromkeys(form["kept"], odd), odd), odd):
                complaints.append(f"{form['action']} {form['kept']}: {complaint} for {odd[:60]!r}")
    assert complaints == []


def _forms(app: str, cast: Cast) -> Iterator[tuple[Client, dict[str, Any]]]:
    """Each different form with a field to type in: the client of who sends it, and itself."""
    known = set()
    for name, row in matrix.rows_of(app).items():
        if row.post or not row.sees:
            continue
        client = Client(raise_request_exception=False)
        role = next((role for role in ORDER if role in row.sees), sorted(row.sees)[0])
        if "anonymous" not in row.sees:
            client.force_login(getattr(cast, role))
        with translation.override(row.language):
            address = reverse(name, kwargs=row.kwargs(cast))
        answer = client.get(address + row.query)
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        for form in Forms(answer.content.decode()).found:
            form["action"] = urljoin(address, form["action"])
            what = (form["method"], form["action"], *form["typed"])
            if form["typed"] and what not in known:
                known.add(what)
                yield client, form


def _send(client: Client, form: dict[str, Any], kept: dict[str, Any], odd: str) -> Any:
    """The answer to a form with `odd` in all its fields, `kept` in the others; its changes are taken back."""
    cache.clear()
    data = kept | dict.fromkeys(form["typed"], odd)
    with transaction.atomic():
        answer = getattr(client, form["method"])(form["action"], data)
        transaction.set_rollback(True)
    return answer


def _complaint(answer: Any, odd: str) -> str | None:
    """What is wrong with this answer, or None."""
    if answer.status_code not in ANSWERS:
        return f"status {answer.status_code}"
    if "<script" in odd.lower() and odd in answer.content.decode(errors="replace"):
        return "not escaped"
    return None
