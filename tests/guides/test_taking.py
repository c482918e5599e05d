"""Taking a guide along, and leaving nothing behind."""

import re

import pytest

from tests.factories.guides import LandFactFactory, TextFactory
from tests.factories.places import LandFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def guides():
    LandFactory()
    TextFactory(guide__slug="schule", title="Schule")
    TextFactory(guide__slug="gewalt", guide__is_sensitive=True, title="Hilfe bei Gewalt")


def test_a_guide_is_shared_by_a_picture_to_scan_and_an_address(client):
    page = client.get("/ar/guides/schule/share/?land=DE-NW").text
    assert 'dir="ltr" lang="zxx">http://localhost:8000/ar/guides/schule/?land=DE-NW</a>' in page
    assert "<svg" in page.partition('class="qr"')[2]
    assert (
        'href="mailto:?body=http%3A%2F%2Flocalhost%3A8000%2Far%2Fguides%2Fschule%2F%3Fland%3DDE-NW"' in page
    )
    assert client.get("/ar/guides/unbekannt/share/").status_code == 404


def test_an_ordinary_guide_may_be_kept_and_offers_no_way_out(client):
    response = client.get("/de/guides/schule/")
    assert "no-store" not in response.get("Cache-Control", "")
    assert "data-leave" not in response.text


def test_a_sensitive_guide_is_kept_nowhere_and_can_be_left(client):
    response = client.get("/de/guides/gewalt/")
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"
    assert re.search(
        r'<a class="button" href="https://[^"]+" rel="noreferrer noopener" data-leave>', response.text
    )
    assert 'href="/de/guides/forget/"' in response.text


@pytest.mark.parametrize("page", ["share/", "feedback/", "feedback/thanks/"])
def test_what_hangs_on_a_sensitive_guide_is_kept_nowhere_either(client, page):
    response = client.get(f"/de/guides/gewalt/{page}")
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"
    assert "data-leave" in response.text
    assert "guide.js" in response.text
    assert response.keep_page is False
    assert "data-leave" not in client.get(f"/de/guides/schule/{page}").text


def test_of_a_sensitive_guide_it_is_said_that_its_pdf_stays_on_the_device(client):
    said = "A PDF lies on your device"
    assert said in client.get("/en/guides/gewalt/").text
    assert said not in client.get("/en/guides/schule/").text


def test_a_booklet_is_not_offered_where_it_does_not_have_the_guide(client):
    assert 'href="/de/guides/booklet.pdf?guide=schule"' in client.get("/de/guides/schule/").text
    assert "booklet" not in client.get("/de/guides/gewalt/").text


def test_the_land_is_asked_for_only_where_it_changes_something(client):
    LandFactFactory(fact_key__key="dauer", land=None)
    LandFactFactory(fact_key__key="tag", land=LandFactory(code="DE-BE", ags="11", name="Berlin"))
    for slug in ("dauer", "tag"):
        TextFactory(guide__slug=slug, body=f"{{{{fact:{slug}}}}}")
    assert 'id="land"' in client.get("/de/guides/tag/").text
    assert 'id="land"' in client.get("/de/guides/tag/?land=DE-NW").text
    assert 'id="land"' not in client.get("/de/guides/dauer/").text
    assert 'id="land"' not in client.get("/de/guides/schule/?land=DE-NW").text


def test_forgetting_empties_what_the_browser_keeps_and_says_what_it_cannot_empty(client):
    response = client.get("/en/guides/forget/")
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert "no-store" in response["Cache-Control"]
    assert "history of your browser" in response.text


def test_the_service_worker_serves_all_languages_and_is_always_asked_for(client):
    response = client.get("/sw.js")
    assert response["Content-Type"] == "text/javascript"
    assert response["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/ar/guides/", True),
        ("/de-x-leicht/guides/starting-school/", True),
        ("/de/guides/schule/feedback/", False),
        ("/de/desk/", False),
        ("/de/b/secret/", False),
        ("/de/guides/schule.pdf", False),
        ("/ar/guides/search/", False),
        ("/ar/guides/forget/", False),
        ("/ar/guides/offline/", False),
        ("/ar/guides/search-for-a-place/", True),
    ],
)
def test_the_service_worker_keeps_guides_alone(client, path, kept):
    pattern = re.search(r"GUIDE = /(.+)/;", client.get("/sw.js").text)[1].replace("\\/", "/")
    assert bool(re.match(pattern, path)) is kept


def test_without_scripts_the_page_of_kept_guides_says_truly_that_there_are_none(client):
    page = client.get("/en/guides/offline/").text
    assert '<div role="status"><p class="note" data-kept-nothing>No guide is kept on this phone.</p>' in page
    assert "data-kept hidden" in page
    assert 'href="/en/guides/forget/"' in page
    assert 'href="/en/guides/offline/"' in client.get("/en/guides/").text


@pytest.mark.parametrize("guides", [1, 3])
def test_the_page_of_kept_guides_asks_for_the_land_alone(client, guides, django_assert_num_queries):
    TextFactory.create_batch(guides)
    client.get("/de/guides/offline/")
    with django_assert_num_queries(0):
        client.get("/de/guides/offline/")
    with django_assert_num_queries(1):
        client.get("/de/guides/offline/?land=DE-NW")
