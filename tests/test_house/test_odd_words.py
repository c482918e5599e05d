"""Odd strings in every text field of every page: an answer that a person can read, never a fault.

Each form of the matrix's pages is sent as the page gives it, with the same odd string in all that can be
typed. Every page meets the worst strings, and a share of the long list in turn, so that together they meet
the whole of it.
"""

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from tests import matrix
from tests.cast import Cast
from tests.page_forms import forms_of
from tests.realdata import naughty_strings

pytestmark = pytest.mark.django_db

WORST = ["\x00", "a\x00b", "x" * 2500, "<script>alert(1)</script>", "9" * 30, "-1", "{{ settings }}"]
# What only somebody sends who makes up the hidden fields too.
FORGED = ["⁰⁴⁵", "-1", "9" * 30, "\x00"]
SHARE = 6
ANSWERS = {200, 302, 303, 403, 404, 409, 422, 429}


@pytest.fixture
def furnished(cast: Cast) -> Cast:
    matrix.furnish(cast)
    return cast


@pytest.mark.parametrize("app", matrix.APPS)
def test_no_odd_string_in_any_field_of_any_page_is_a_fault(app: str, furnished: Cast) -> None:
    strings = [text for text in naughty_strings() if len(text) < 10_000]
    complaints = []
    for place, (client, form) in zip(count(), to_type_in(app, furnished), strict=False):
        start = place * SHARE % len(strings)
        for odd in WORST + strings[start : start + SHARE]:
            if complaint := _complaint(_send(client, form, form["kept"], odd), odd):
                complaints.append(f"{form['action']} {form['typed']}: {complaint} for {odd[:60]!r}")
        for odd in FORGED:
            if complaint := _complaint(_send(client, form, dict.fromkeys(form["kept"], odd), odd), odd):
                complaints.append(f"{form['action']} {form['kept']}: {complaint} for {odd[:60]!r}")
    assert complaints == []


def to_type_in(app: str, cast: Cast) -> Iterator[tuple[Client, dict[str, Any]]]:
    return ((client, form) for client, form in forms_of(app, cast) if form["typed"])


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
