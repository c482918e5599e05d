"""Odd strings in the path and in every parameter of every address: an answer, never a fault, and never a way
to another site.

Each address gets all parameters that any page reads at once, each with another string, so that a few requests
carry the whole list of them.
"""

import re
from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.core.cache import cache

from tests import matrix
from tests.cast import Cast
from tests.matrix import Row
from tests.realdata import naughty_strings
from tests.test_house.people import People, Way
from tests.test_house.sources import ROOT

pytestmark = pytest.mark.django_db

WORST = ["\x00", "a\x00b", "9" * 30, "-1", "1e999", "⁰⁴⁵", "../../etc/passwd", "'", "%", "\ud800", "x" * 2000]
PARAMETER = re.compile(r"""\.GET(?:\.get|\.getlist)?[(\[]\s*"([a-z_]+)\"""")
FIELD = re.compile(r"^    ([a-z_]+) = (?:forms|filters|django_filters)\.", re.M)
TURNS = 2
FAULT = 500
ELSEWHERE = "//evil.example/"


def parameters() -> list[str]:
    """The name of everything that any view or form of the house reads from a query."""
    names = {"page", "sort", "format", "minimal", "per_page", "next", "csrfmiddlewaretoken"}
    for app in ("portal", "organisations", "parentwork", "funding"):
        for path in (ROOT / app).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            names |= set(PARAMETER.findall(text))
            names |= set(FIELD.findall(text)) if "forms" in path.parts or "filters" in path.name else set()
    return sorted(names)


def readers(app: str, cast: Cast) -> Iterator[tuple[str, Row, str, dict[str, Any]]]:
    """Each address of the app, who sees it, and what its path names."""
    for name, row in matrix.rows_of(app).items():
        if row.sees:
            role = "anonymous" if "anonymous" in row.sees else sorted(row.sees)[0]
            yield name, row, role, row.kwargs(cast)


@pytest.mark.parametrize("app", matrix.APPS)
def test_no_odd_string_in_a_query_is_a_fault(app: str, furnished: Cast) -> None:
    strings = cycle([*WORST, *(text for text in naughty_strings() if len(text) < 500)])
    names, people, faults = parameters(), People(furnished), []
    for name, row, role, own in readers(app, furnished):
        if row.post:
            continue
        for _turn in range(TURNS):
            query = urlencode(
                list(zip(names, islice(strings, len(names)), strict=True)), errors="surrogatepass"
            )
            address = row.address(name, own).partition("?")[0]
            cache.clear()
            if people.ask(role, f"{address}?{query}", Way("get")).status_code == FAULT:
                faults.append(f"{name}?{query}")
        answer = people.ask(role, f"{address}?{urlencode(dict.fromkeys(names, ELSEWHERE))}", Way("get"))
        if answer.get("Location", "").startswith(ELSEWHERE):
            faults.append(f"{name} leads to {answer['Location']}")
    assert faults == []


@pytest.mark.parametrize("app", matrix.APPS)
def test_no_odd_string_in_a_path_is_a_fault(app: str, furnished: Cast) -> None:
    strings = cycle([*WORST, *(text for text in naughty_strings() if len(text) < 500)])
    people, faults = People(furnished), []
    for name, row, role, own in readers(app, furnished):
        address = row.address(name, own).partition("?")[0]
        for part in own.values():
            for odd in [*WORST[:3], *islice(strings, TURNS)]:
                spoilt = address.replace(f"/{part}", "/" + quote(odd, safe="", errors="surrogatepass"))
                if people.ask(role, spoilt, Way(row.method)).status_code == FAULT:
                    faults.append(f"{name} {spoilt}")
    assert faults == []
