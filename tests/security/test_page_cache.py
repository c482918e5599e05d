"""Nobody can put words into a public page that others then get: only what a page is kept under changes it."""

import pytest
from django.test import Client

from tests import matrix
from tests.factories.guides import LandFactFactory, TextFactory
from tests.test_house.people import People, Way
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db

EVIL = "evil.example"
# Headers that some server, framework or proxy of this world reads; a page is kept under none of them.
UNKEYED = {
    "X-Forwarded-Host": EVIL,
    "X-Host": EVIL,
    "X-Forwarded-Server": EVIL,
    "X-Forwarded-Port": "1337",
    "X-Forwarded-Prefix": f"//{EVIL}",
    "X-Script-Name": f"//{EVIL}",
    "X-Original-URL": f"/{EVIL}",
    "X-Rewrite-URL": f"/{EVIL}",
    "Forwarded": f"host={EVIL};proto=http",
    "Origin": f"https://{EVIL}",
    "Referer": f"https://{EVIL}/",
    "User-Agent": EVIL,
    "Accept": "application/json",
    "Accept-Language": "ar",
    "Authorization": f"Bearer {EVIL}",
    "Content-Type": "application/json",
    "Range": "bytes=0-10",
    "HX-Request": "true",
    "HX-Boosted": "true",
    "HX-Current-URL": f"https://{EVIL}/",
    "HX-Target": "main",
    "X-Requested-With": "XMLHttpRequest",
    "X-HTTP-Method-Override": "POST",
    "X-HTTP-Method": "DELETE",
    "X-Method-Override": "PUT",
}
PAGES = [
    "/de/guides/wege/",
    "/de/guides/",
    "/ar/guides/words/",
    "/de/guides/laender/",
    "/de/",
    "/de/organisations/",
    "/de/workshops/",
]


@pytest.fixture(autouse=True)
def guide(db):
    LandFactFactory()
    TextFactory(guide__slug="wege", title="So geht Schule", body="{{fact:enrolment-cutoff}}")


@pytest.mark.parametrize("page", PAGES)
def test_no_header_of_one_reader_changes_what_the_next_one_gets(visitor, page):
    clean = visitor.get(page).body
    for name, value in UNKEYED.items():
        process = Visitor()  # that keeps nothing yet
        first = process.get(page, **{name: value})
        assert EVIL not in first.text + str(first.headers), name
        assert process.get(page).body == clean, f"after {name}"


@pytest.mark.parametrize("scheme", ["http", "HTTPS", "https,http", "javascript", EVIL])
def test_what_was_asked_for_over_another_scheme_is_kept_apart(visitor, scheme):
    page = "/de/guides/wege/"
    visitor.get(page, **{"X-Forwarded-Proto": scheme})
    answer = visitor.get(page, **{"X-Forwarded-Proto": "https"})
    assert EVIL not in answer.text
    assert "javascript:" not in answer.text
    assert scheme not in answer.headers.values()


@pytest.mark.parametrize(
    "query", ["?land=%22%3E%3Cscript%3E", "?land=DE-NW%00", "?land[]=DE-NW", "?LAND=x", "?;land=x"]
)
def test_a_value_that_the_page_does_not_know_is_not_repeated(visitor, query):
    page = "/de/guides/wege/"
    clean = visitor.get(page).body
    assert "<script>" not in visitor.get(page + query).text
    assert visitor.get(page).body == clean


def test_the_language_of_the_browser_leads_from_the_bare_address_and_is_named(client):
    answer = Client(headers={"Accept-Language": "tr"}).get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/tr/")
    assert "Accept-Language" in answer["Vary"]


def test_no_header_or_field_makes_a_get_into_a_post(cast):
    """An address of a button stays shut, however the method is written."""
    matrix.furnish(cast)
    people, opened = People(cast), []
    for name, row in matrix.all_rows().items():
        role = next(iter(sorted(row.sees)), "")
        if not row.post or not role:
            continue
        address = row.address(name, row.kwargs(cast))
        address += ("&" if "?" in address else "?") + "_method=POST&method=POST"
        if people.ask(role, address, Way("get", claimed="POST")).status_code != 405:
            opened.append(name)
    assert opened == []
