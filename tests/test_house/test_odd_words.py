"""Odd strings in every text field of every page: an answer that a person can read, never a fault.

Each form of the matrix's pages is sent as the page gives it, with odd strings in all that can be typed. Every
field meets the worst strings, and every form a share of the long list in turn, another string in each field,
so that together they meet the whole of it. `ODD_WORDS=all` gives the whole list to every form.
"""

import os
from collections.abc import Iterator
from itertools import cycle
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
SHARE = 2
ANSWERS = {200, 302, 303, 403, 404, 409, 422, 429}


@pytest.mark.parametrize("app", matrix.APPS)
def test_no_odd_string_in_any_field_of_any_page_is_a_fault(app: str, furnished: Cast) -> None:
    listed = [text for text in naughty_strings() if len(text) < 10_000]
    turns = len(listed) if os.environ.get("ODD_WORDS") == "all" else SHARE
    strings, complaints = cycle(listed), []
    for client, form in to_type_in(app, furnished):
        sent = [dict.fromkeys(form["typed"], odd) for odd in WORST]
        sent += [dict(zip(form["typed"], strings, strict=False)) for _turn in range(turns)]
        sent += [dict.fromkeys([*form["typed"], *forged(form)], odd) for odd in FORGED if forged(form)]
        for odd in sent:
            if complaint := _complaint(_send(client, form, odd), odd):
                complaints.append(f"{form['action']}: {complaint} for {str(odd)[:200]}")
    assert complaints == []


def forged(form: dict[str, Any]) -> list[str]:
    """What only somebody changes who makes up a form; the token is proved elsewhere, and by nobody here."""
    return [name for name in form["kept"] if name != "csrfmiddlewaretoken"]


def to_type_in(app: str, cast: Cast) -> Iterator[tuple[Client, dict[str, Any]]]:
    return ((client, form) for client, form in forms_of(app, cast) if form["typed"])


def _send(client: Client, form: dict[str, Any], odd: dict[str, str]) -> Any:
    """The answer to a form with `odd` in some of its fields; its changes are taken back."""
    cache.clear()
    with transaction.atomic():
        answer = getattr(client, form["method"])(form["action"], form["kept"] | odd)
        transaction.set_rollback(True)
    return answer


def _complaint(answer: Any, odd: dict[str, str]) -> str | None:
    """What is wrong with this answer, or None."""
    if answer.status_code not in ANSWERS:
        return f"status {answer.status_code}"
    scripts = [text for text in odd.values() if "<script" in text.lower()]
    if scripts and any(text in answer.content.decode(errors="replace") for text in scripts):
        return "not escaped"
    return None
