"""Public pages kept in the memory of a web process, asked for as a visitor does it."""

import gzip

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from portal.guides.models import LandFact, Translation
from portal.lib import pagecache
from tests.factories.guides import LandFactFactory, TextFactory
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db

GUIDE = "/de/guides/schule/"


@pytest.fixture(autouse=True)
def guide(db):
    LandFactFactory()
    return TextFactory(guide__slug="schule", title="So geht Schule", body="{{fact:enrolment-cutoff}}").guide


def test_a_kept_page_costs_one_question_whether_it_is_old(visitor, django_assert_num_queries):
    first = visitor.get(GUIDE)
    with django_assert_num_queries(1):
        again = visitor.get(GUIDE)
    assert again.body == first.body
    assert again.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]
    assert again.headers["Content-Type"] == "text/html; charset=utf-8"


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


def test_who_has_a_cookie_neither_reads_nor_fills_the_cache(visitor, monkeypatch):
    monkeypatch.setattr(pagecache, "STAMP_SECONDS", 60)
    visitor.get(GUIDE)
    Translation.objects.filter(language="de").update(title="Neu")
    visitor.cookie = "csrftoken=" + "x" * 32
    assert "<h1>Neu</h1>" in visitor.get(GUIDE).text
    visitor.cookie = ""
    assert "<h1>So geht Schule</h1>" in visitor.get(GUIDE).text


def test_pages_of_people_who_sign_in_are_not_kept(visitor):
    for _twice in range(2):
        assert "no-store" in visitor.get("/de/accounts/login/").headers["Cache-Control"]


def test_a_browser_that_has_the_page_gets_304(visitor):
    etag = visitor.get(GUIDE).headers["ETag"]
    answer = visitor.get(GUIDE, **{"If-None-Match": etag})
    assert (answer.status, answer.body) == (304, b"")
    assert "Content-Length" not in answer.headers


def test_who_reads_gzip_gets_the_same_words_smaller(visitor):
    plain = visitor.get(GUIDE)
    packed = visitor.get(GUIDE, **{"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["Vary"] == "Accept-Encoding"
    assert packed.headers["Content-Length"] == str(len(packed.body))


def test_a_foreign_host_gets_nothing_from_the_cache(visitor):
    visitor.get(GUIDE)
    assert visitor.get(GUIDE, Host="evil.example").status == 400


def test_plain_http_is_still_led_to_https(visitor, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    visitor = Visitor()
    assert visitor.get(GUIDE, **{"X-Forwarded-Proto": "https"}).status == 200
    assert visitor.get(GUIDE).status == 301


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
    cache.put(("a",), page)
    cache.put(("b",), page)
    cache.get(("a",))
    cache.put(("c",), page)
    assert [address for address in "abc" if cache.get((address,))] == ["a", "c"]
    assert cache.size == 800_000
