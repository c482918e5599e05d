"""Being found by search engines and in messengers: sitemap, robots, canonical addresses, languages."""

import re
import xml.etree.ElementTree as ET

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organisations.models import Organisation
from portal.guides.choices import State
from portal.guides.services import move_guide, remove_guide
from portal.lib.sitemaps import HouseSitemap
from tests.cast import Cast
from tests.factories.accounts import UserFactory
from tests.factories.guides import TextFactory
from tests.factories.organisations import OrganisationFactory
from tests.factories.parentwork import WorkshopDateFactory

pytestmark = pytest.mark.django_db
NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


@pytest.fixture
def guide(settings):
    settings.SITE_URL = "https://elternbruecke.example"
    TextFactory(guide__slug="schule", language="ar", title="المدرسة")
    TextFactory(guide__slug="schule", language="tr", title="Okul", state=State.DRAFT)
    return TextFactory(guide__slug="schule", title="Schule").guide


def sections(client):
    index = ET.fromstring(client.get("/sitemap.xml").content)
    return [place.text for place in index.findall("s:sitemap/s:loc", NS)]


def entries(client, section, query=""):
    found = ET.fromstring(client.get(f"/sitemap-{section}.xml{query}").content)
    return {
        url.findtext("s:loc", namespaces=NS): {
            link.get("hreflang"): link.get("href") for link in url.findall("x:link", NS)
        }
        for url in found.findall("s:url", NS)
    }


def test_the_sitemap_names_its_parts(client, guide):
    assert "http://testserver/sitemap-guides.xml" in sections(client)
    for place in sections(client):
        assert client.get(place.removeprefix("http://testserver")).status_code == 200


def test_a_guide_is_named_in_the_languages_that_it_has(client, guide):
    german = "https://elternbruecke.example/de/guides/schule/"
    arabic = "https://elternbruecke.example/ar/guides/schule/"
    both = {"de": german, "ar": arabic}
    assert entries(client, "guides") == {german: both, arabic: both}


def test_only_what_everybody_may_see_is_named(client, cast: Cast):
    WorkshopDateFactory(workshop__organisation=cast.association)
    named = [*entries(client, "organisations"), *entries(client, "workshops"), *entries(client, "offices")]
    assert named
    for address in named:
        assert client.get(address.partition("localhost:8000")[2]).status_code == 200


def test_a_long_part_has_pages_of_which_each_reads_only_its_own(client, cast: Cast, monkeypatch):
    for _number in range(3):
        WorkshopDateFactory(workshop__organisation=cast.association)
    whole = list(entries(client, "workshops"))
    assert len(whole) == 3 * len(settings.LANGUAGES)
    monkeypatch.setattr(HouseSitemap, "limit", 13)
    with CaptureQueriesContext(connection) as asked:
        pages = [place for place in sections(client) if "workshops" in place]
    assert len(pages) == -(-len(whole) // 13)
    assert not [it["sql"] for it in asked if '"parentwork_workshop"."title_de"' in it["sql"]]
    found: list[str] = []
    for number in range(1, len(pages) + 1):
        with CaptureQueriesContext(connection) as asked:
            found += entries(client, "workshops", f"?p={number}")
        assert " LIMIT " in asked[-1]["sql"]
    assert found == whole


def test_no_page_names_more_than_a_thousand_addresses(client):
    """Each names all its other languages besides: five thousand took two seconds."""
    Organisation.objects.bulk_create(OrganisationFactory.build_batch(101, postal_code=None))
    assert [len(entries(client, "organisations", f"?p={number}")) for number in (1, 2)] == [1000, 10]


@pytest.mark.parametrize("language", ["de", "ar"])
def test_a_page_names_itself_and_its_other_languages(client, guide, language):
    page = client.get(f"/{language}/guides/schule/?land=DE-NW").text
    canonical = f'<link rel="canonical" href="https://elternbruecke.example/{language}/guides/schule/">'
    assert canonical in page
    assert set(re.findall(r'rel="alternate" hreflang="([\w-]+)"', page)) == {"de", "ar", "x-default"}


def test_a_page_that_shows_the_german_text_points_to_the_german_page(client, guide):
    page = client.get("/tr/guides/schule/").text
    assert '<link rel="canonical" href="https://elternbruecke.example/de/guides/schule/">' in page


def test_messengers_show_a_title_a_sentence_and_a_picture(client, guide):
    page = client.get("/ar/guides/schule/").text
    assert '<meta property="og:type" content="article">' in page
    picture = re.search(r'property="og:image" content="https://elternbruecke.example(/[^"]+)"', page)[1]
    assert picture.endswith(".png")
    assert "<title>المدرسة" in page


def test_robots_are_kept_from_desks_and_bookings(client, settings):
    settings.SITE_URL = "https://elternbruecke.example"
    lines = client.get("/robots.txt").text.splitlines()
    assert "Disallow: /*/desk/" in lines
    assert "Disallow: /*/b/" in lines
    assert "Sitemap: https://elternbruecke.example/sitemap.xml" in lines


def test_a_guide_that_moved_is_still_found_at_its_old_address(client, guide):
    staff = UserFactory(is_staff=True)
    move_guide(guide, "so-geht-schule", by=staff)
    answer = client.get("/ar/guides/schule/?land=DE-NW")
    assert (answer.status_code, answer["Location"]) == (301, "/ar/guides/so-geht-schule/?land=DE-NW")
    move_guide(guide, "schule", by=staff)
    assert client.get("/ar/guides/schule/").status_code == 200
    assert client.get("/ar/guides/so-geht-schule/").status_code == 301


def test_a_guide_that_was_removed_says_so(client, guide):
    move_guide(guide, "neu", by=(staff := UserFactory(is_staff=True)))
    remove_guide(guide, by=staff)
    assert client.get("/de/guides/neu/").status_code == 410
    assert client.get("/de/guides/schule/").status_code == 410
    assert client.get("/de/guides/nie-da/").status_code == 404
