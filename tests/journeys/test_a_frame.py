"""An association shows its meetings in its own site, and a mother follows one of them."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from playwright.sync_api import expect

from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.parentwork import WorkshopDateFactory
from tests.journeys.conftest import DESKTOP, PHONE, assert_accessible

pytestmark = pytest.mark.django_db(transaction=True)


class Site(BaseHTTPRequestHandler):
    """The site of an association: a page with the lines that it has copied."""

    lines = ""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.lines.encode())


@pytest.fixture
def site() -> Iterator[str]:
    """Its address. A real server, since browsers keep pages from elsewhere away from this machine."""
    with HTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_a_meeting_in_the_site_of_an_association_opens_in_a_page_of_its_own(house, site, visit, browser):
    treff = OrganisationFactory(name="Treff & Tee", slug="treff", is_umbrella=True)
    WorkshopDateFactory(workshop__organisation=treff, workshop__title_de="Lesen am Abend")
    desk = visit(MembershipFactory(organisation=treff).user, size=DESKTOP)
    desk.goto("/de/desk/organisations/treff/")
    Site.lines = desk.locator("textarea").input_value()

    context = browser.new_context(viewport=PHONE)
    refused = []
    context.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    page = context.new_page()
    page.goto(site)
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", level=1)).to_have_text("Treff & Tee")
    with context.expect_page() as opened:
        frame.get_by_role("link", name="Lesen am Abend").click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("Lesen am Abend")
    assert page.url == site
    assert refused == []
    assert context.cookies() == []
    assert_accessible(desk)
    for language in ("de", "ar"):
        one = visit(size=PHONE)
        one.goto(f"/{language}/organisations/treff/embed/")
        assert_accessible(one)
    context.close()
