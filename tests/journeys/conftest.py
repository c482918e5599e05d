"""A real browser before the real server, and an eye on everything it must not do."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.test import Client
from django.utils import translation
from playwright.sync_api import Browser, BrowserContext, Page, expect

from portal.accounts.models import User
from tests.servers.processes import wait_for
from tests.snapshots import restore_reference

# Playwright's synchronous interface runs an event loop in this thread; Django would refuse the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# What htmx says of a request that a newer one has replaced; a failed one says more than this.
ABORTED = ("htmx:afterRequest", "htmx:sendAbort")
# What a page is made of; when it is refused, nobody has asked for the refusal.
PARTS = {"script", "stylesheet", "image", "font", "manifest"}
PATIENCE = 15_000  # ms that a busy machine may take for a page, or for what is expected on it
expect.set_options(timeout=PATIENCE)
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 860}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.journey)


class Requests:
    """Those that the server is answering. A closed page saves what was typed and waits for nothing."""

    def __init__(self) -> None:
        self.begun = self.ended = 0
        self.lock = threading.Lock()

    def begin(self, **_said: Any) -> None:
        with self.lock:
            self.begun += 1

    def end(self, **_said: Any) -> None:
        with self.lock:
            self.ended += 1

    def over(self) -> bool:
        with self.lock:
            return self.begun == self.ended


@pytest.fixture
def house(live_server: Any, settings: Any) -> Iterator[str]:
    """The address of a running portal with its reference data and guides."""
    settings.SITE_URL = live_server.url
    # As on a machine that starts: the last request of another test may have left its language behind.
    with translation.override(settings.LANGUAGE_CODE):
        restore_reference()
    requests = Requests()
    request_started.connect(requests.begin)
    request_finished.connect(requests.end)
    yield live_server.url
    try:
        # One that still writes would keep the tables from being emptied for the next test.
        wait_for(requests.over, 20)
    finally:
        request_started.disconnect(requests.begin)
        request_finished.disconnect(requests.end)


class Watch:
    """Collects what a page must never do: ask third parties, lack a part, break the CSP, throw, complain."""

    def __init__(self, context: BrowserContext, own: str) -> None:
        self.complaints: list[str] = []
        self.own = own
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.complaints.append(f"script error: {error.error}"))

    def _request(self, request: Any) -> None:
        if not request.url.startswith((self.own, "data:", "blob:")):
            self.complaints.append(f"third-party request: {request.url}")

    def _response(self, response: Any) -> None:
        if response.status >= 400 and response.request.resource_type in PARTS:
            self.complaints.append(f"{response.status} for {response.url}")

    def _console(self, message: Any) -> None:
        if message.text.startswith(ABORTED):
            return
        # A refused page (422, 404) is an answer that some journeys ask for; all else means a script failed.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.complaints.append(f"console: {message.text}")


@pytest.fixture
def visit(browser: Browser, house: str, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """`visit(user=None, size=PHONE, dark=False)`: a page of a new person with a browser of their own."""
    contexts: list[tuple[BrowserContext, Watch]] = []

    def open_page(user: User | None = None, *, size: Any = PHONE, dark: bool = False) -> Page:
        context = browser.new_context(
            base_url=house,
            viewport=size,
            color_scheme="dark" if dark else "light",
            locale="de-DE",
            timezone_id="Europe/Berlin",
            accept_downloads=True,
        )
        context.set_default_timeout(PATIENCE)
        contexts.append((context, Watch(context, house)))
        if user is not None:
            client = Client()
            client.force_login(user)
            cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": house}])
        return context.new_page()

    yield open_page
    complaints = [line for _context, watch in contexts for line in watch.complaints]
    for context, _watch in contexts:
        context.close()
    assert complaints == []


def assert_accessible(page: Page) -> None:
    """axe finds nothing on the page as it stands."""
    _assert_axe_finds_nothing(page)


def assert_legible_by_night(page: Page) -> None:
    """axe finds enough contrast in the other light, too; much faster than all of its rules."""
    page.emulate_media(color_scheme="dark")
    try:
        _assert_axe_finds_nothing(page, {"runOnly": ["color-contrast"]})
    finally:
        page.emulate_media(color_scheme="light")


# What is right on a page is not worth describing: it is far more, and takes half of the time.
VIOLATIONS = {"resultTypes": ["violations"]}


def _assert_axe_finds_nothing(page: Page, options: dict[str, Any] | None = None) -> None:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("options => axe.run(options)", VIOLATIONS | (options or {}))["violations"]
    lines = [
        f"{item['id']} ({item['impact']}): {node['html'][:200]}" for item in found for node in item["nodes"]
    ]
    assert lines == [], f"{page.url}\n" + "\n".join(lines)


def assert_fits(page: Page) -> None:
    """Nothing makes the page scroll sideways."""
    wide = page.evaluate("document.scrollingElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide}px too wide"


def code_on(page: Page) -> str:
    """The large code of a page that says "done"."""
    return re.sub(r"\s+", "", page.locator(".code").first.inner_text())
