"""Public pages kept in the memory of a web process, asked for as a visitor does it."""

import gzip

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.guides.models import Edition, LandFact, Translation
from portal.lib import pagecache
from tests.factories.guides import LandFactFactory, TextFactory

pytestmark = pytest.mark.django_db

GUIDE = "/de/guides/schule/"


@pytest.fixture(autouse=True)
def guide(settings, monkeypatch):
    """A guide in a house that keeps pages and looks at once whether they are old."""
    settings.PAGE_CACHE_MB = 1
    monkeypatch.setattr(pagecache, "STAMP_SECONDS", 0)
    monkeypatch.setattr(pagecache, "stamps", pagecache.Stamps())
    LandFactFactory()
    return TextFactory(guide__slug="schule", title="So geht Schule", body="{{fact:enrolment-cutoff}}").guide


@pytest.fixture
def visitor():
    """One client is one web process here: its handler holds the middleware and with it the pages."""
    return Client()


def test_a_kept_page_costs_one_question_whether_it_is_old(visitor, django_assert_num_queries):
    first = visitor.get(GUIDE)
    with django_assert_num_queries(1):
        again = visitor.get(GUIDE)
    assert again.content == first.content
    assert again["Content-Security-Policy"] == first["Content-Security-Policy"]
    assert again["Content-Type"] == "text/html; charset=utf-8"


def test_within_a_second_not_even_that(visitor, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(pagecache, "STAMP_SECONDS", 60)
    visitor.get(GUIDE)
    with django_assert_num_queries(0):
        visitor.get(GUIDE)


def test_a_changed_text_is_shown_at_once(visitor):
    visitor.get(GUIDE)
    Translation.objects.filter(language="de").update(title="So lernt man")
    assert "So lernt man" in visitor.get(GUIDE).text


def test_a_changed_fact_is_shown_at_once(visitor):
    visitor.get(GUIDE + "?land=DE-NW")
    LandFact.objects.update(month=6)
    assert "30. Juni" in visitor.get(GUIDE + "?land=DE-NW").text


def test_a_new_day_asks_anew(visitor, monkeypatch, time_machine):
    time_machine.move_to("2026-11-25 22:59:00+00:00")
    LandFact.objects.update(valid_until="2026-11-25")
    assert "30. September" in visitor.get(GUIDE + "?land=DE-NW").text
    time_machine.move_to("2026-11-25 23:01:00+00:00")
    assert "30. September" not in visitor.get(GUIDE + "?land=DE-NW").text


def test_each_land_and_language_is_a_page_of_its_own(visitor):
    visitor.get(GUIDE)
    assert "In Nordrhein-Westfalen" in visitor.get(GUIDE + "?land=DE-NW").text
    assert 'lang="ar"' in visitor.get("/ar/guides/schule/").text


@pytest.mark.parametrize(
    "query", ["?utm=<evil>", "?land=DE-NW&land=DE-BE", "?land=DE-NW&x=1", "?land=Atlantis", "?place=Dortmund"]
)
def test_a_query_that_the_page_does_not_know_is_not_kept(visitor, query):
    visitor.get(GUIDE + query)
    with CaptureQueriesContext(connection) as asked:
        visitor.get(GUIDE + query)
    assert len(asked) > 1


def test_who_has_a_cookie_neither_fills_nor_reads_the_cache(visitor, guide):
    visitor.get(GUIDE)
    visitor.cookies["csrftoken"] = "x" * 32
    Translation.objects.filter(language="de").update(title="Neu")
    Edition.objects.update(number=1)
    assert "Neu" in visitor.get(GUIDE).text
    del visitor.cookies["csrftoken"]
    assert "Neu" in visitor.get(GUIDE).text


def test_pages_of_people_who_sign_in_are_not_kept(visitor):
    for _twice in range(2):
        assert visitor.get("/de/accounts/login/")["Cache-Control"].startswith("max-age=0")


def test_a_browser_that_has_the_page_gets_304(visitor):
    etag = visitor.get(GUIDE)["ETag"]
    answer = visitor.get(GUIDE, headers={"If-None-Match": etag})
    assert answer.status_code == 304
    assert answer.content == b""
    assert "Content-Length" not in answer or answer["Content-Length"] == "0"


def test_who_reads_gzip_gets_the_same_words_smaller(visitor):
    plain = visitor.get(GUIDE)
    packed = visitor.get(GUIDE, headers={"Accept-Encoding": "gzip, br"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert packed["Vary"] == "Accept-Encoding"


def test_a_foreign_host_gets_nothing_from_the_cache(visitor):
    visitor.get(GUIDE)
    assert visitor.get(GUIDE, headers={"Host": "evil.example"}).status_code == 400


def test_plain_http_is_still_led_to_https(visitor, settings):
    visitor.get(GUIDE)
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get(GUIDE).status_code == 301


def test_kept_pages_are_served_while_the_database_is_away(visitor, monkeypatch):
    visitor.get(GUIDE)

    def away() -> tuple[int, str]:
        raise OperationalError

    monkeypatch.setattr(pagecache, "import_string", lambda name: away)
    pagecache.stamps._ask.clear()
    assert "So geht Schule" in visitor.get(GUIDE).text


def test_the_least_read_pages_go_first_when_memory_is_short():
    cache = pagecache.PageCache(megabytes=1)
    page = pagecache.Page("guides", 1, b"x" * 400_000, (), "e")
    cache.put("a", page)
    cache.put("b", page)
    cache.get("a")
    cache.put("c", page)
    assert [address for address in "abc" if cache.get(address)] == ["a", "c"]
    assert cache.size == 800_000
