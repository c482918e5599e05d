"""The forms of the pages that the matrix knows, read from the pages as a browser reads them."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from django.test import Client

from tests import matrix
from tests.cast import Cast

TYPED = {"text", "search", "email", "tel", "url", "number", "date", "time", "password", "textarea"}
# Who sends a form that several may send: the person who works with it most.
ORDER = ["coordinator", "caseworker", "countersigner", "translator", "portal_staff"]


class Forms(HTMLParser):
    """The forms of a page: method, address, and the fields with what stands in them.

    `typed` names what can be typed into, `kinds` says how and what stands there; `kept` holds what is sent
    untouched, `offered` what can be chosen.
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[dict[str, Any]] = []
        self._form: dict[str, Any] | None = None
        self._select: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = {"method": given.get("method", "get").lower(), "action": given.get("action", "")}
            self._form |= {"kept": {}, "typed": [], "kinds": {}, "offered": {}}
            self.found.append(self._form)
        if tag == "select":
            self._select = given.get("name", "")
        if self._form is not None:
            self._field(self._form, tag, given)

    def _field(self, form: dict[str, Any], tag: str, given: dict[str, str]) -> None:
        name, value = given.get("name", ""), given.get("value", "on")
        kind = "textarea" if tag == "textarea" else given.get("type", "text")
        if tag == "option" and self._select:
            form["offered"].setdefault(self._select, []).append(given.get("value", ""))
            if "selected" in given:
                form["kept"].setdefault(self._select, []).append(given.get("value", ""))
        elif tag in ("input", "textarea") and name and kind in TYPED:
            form["typed"].append(name)
            form["kinds"][name] = (kind, given.get("value", ""))
        elif tag in ("input", "button", "select") and name:
            if tag == "input":
                form["offered"].setdefault(name, []).append(value)
            else:
                form["offered"].setdefault(name, [])
            if tag == "input" and (kind == "hidden" or "checked" in given):
                form["kept"].setdefault(name, []).append(given.get("value", "on"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag == "select":
            self._select = None


def forms_of(app: str, cast: Cast) -> Iterator[tuple[Client, dict[str, Any]]]:
    """Each different form of the app's pages: the client of who sends it, and itself."""
    known = set()
    for name, row in matrix.rows_of(app).items():
        if row.post or not row.sees:
            continue
        client = Client(raise_request_exception=False)
        role = next((role for role in ORDER if role in row.sees), sorted(row.sees)[0])
        if "anonymous" not in row.sees:
            client.force_login(getattr(cast, role))
        address = row.address(name, row.kwargs(cast))
        answer = client.get(address)
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        for form in Forms(answer.content.decode()).found:
            form["action"] = urljoin(address, form["action"])
            what = (form["method"], form["action"], *form["typed"])
            if what not in known:
                known.add(what)
                yield client, form
