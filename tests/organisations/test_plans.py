"""How the database finds what is searched for, at a tenth of Germany and at all of it: by its indexes."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils.http import urlencode

from organisations.forms.search import SearchForm
from organisations.models import NameWord, Organisation
from organisations.services import learn_words
from parentwork.models import Workshop, WorkshopDate
from parentwork.reports.reach import reach_of
from portal.lib.dates import today
from portal.lib.multiplying import multiply
from portal.places.models import PostalCode
from tests.factories.organisations import OrganisationFactory
from tests.factories.parentwork import WorkshopDateFactory
from tests.factories.places import DistrictFactory

pytestmark = pytest.mark.django_db
TABLE, WORDS = Organisation._meta.db_table, NameWord._meta.db_table
PLACES = 400
# What differs from row to row; all else is as wide as rows are in life, and the same.
VARIED = {
    "public_id": "gen_random_uuid()",
    "slug": "'row-' || n.n",
    "name": "(ARRAY['Elternverein','Haus am See','Frauentreff','Kultur'])[1 + mod(n.n, 4)] || ' ' || n.n",
    "search_text": "(ARRAY['elternverein','haus','frauentreff','kultur'])[1 + mod(n.n, 4)] || ' ' || n.n",
    "sort_key": "lpad(n.n::text, 6, '0')",
    "languages": "ARRAY['de', (ARRAY['tr','ar','ru','uk','pl','ro','fa','ku','sq','vi'])[1 + mod(n.n, 10)]]",
    "postal_code_id": f"lpad((10000 + mod(n.n, {PLACES}))::text, 5, '0')",
}
SEARCHES = {
    "place": {"near": "10005", "km": "10"},
    "language": {"language": "vi", "near": "10005", "km": "10"},
    "words": {"q": "Turkischer Sternebund"},
    "a short word": {"q": "Sternbnd"},
    "a shorter word": {"q": "Strn"},
}


@pytest.fixture(params=[1_430, 14_300])
def germany(request) -> int:
    """As many organisations, spread over a grid of places."""
    district = DistrictFactory()
    PostalCode.objects.bulk_create(
        PostalCode(
            code=f"{10000 + number}", place=f"Ort {number}", folded=f"ort {number}", district=district,
            latitude=48 + number // 20 * 0.3, longitude=7 + number % 20 * 0.4,
        )
        for number in range(PLACES)
    )  # fmt: skip
    OrganisationFactory(slug="sternenbund", name="Türkischer Sternenbund")
    OrganisationFactory(slug="muster", about_de="Jeden Dienstag ist offener Treff. " * 40)
    pattern = Organisation.objects.filter(slug="muster")
    with without_history():
        multiply(pattern, f"SELECT n FROM generate_series(1, {request.param}) AS all_of_them(n)", **VARIED)
    learn_words()
    analyse()
    return request.param


@pytest.fixture
def meetings(germany) -> None:
    """Each organisation meets once a week, most of them for the last time half a year ago."""
    date = WorkshopDateFactory()
    hosts = "SELECT id FROM organisations_organisation WHERE slug LIKE 'row-%%'"
    offers = Workshop.objects.filter(pk=date.workshop_id)
    starts = "now() + make_interval(weeks => n.week - CASE mod(n.id, 10) WHEN 0 THEN 45 ELSE 75 END)"
    with without_history():
        multiply(offers, hosts, public_id="gen_random_uuid()", organisation_id="n.id")
        multiply(
            WorkshopDate.objects.filter(pk=date.pk),
            "SELECT id, week FROM parentwork_workshop, generate_series(1, 49) AS weeks(week)",
            workshop_id="n.id", starts=starts, ends=f"{starts} + interval '2 hours'",
        )  # fmt: skip
    analyse()


@contextmanager
def without_history() -> Iterator[None]:
    """No trigger keeps what these rows were: that takes ten times as long as making them."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")


def analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = 0")  # the database may be analysing by itself just then
        cursor.execute("ANALYZE")


def plan(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}")
        return "\n".join(line for (line,) in cursor.fetchall())


@pytest.mark.parametrize("search", SEARCHES)
def test_a_search_reads_no_table_from_end_to_end(germany, search):
    with CaptureQueriesContext(connection) as asked:
        list(SearchForm(QueryDict(urlencode(SEARCHES[search]))).results()[:21])
    plans = [plan(query["sql"]) for query in asked]
    assert not [it for it in plans if f"Seq Scan on {TABLE}" in it]
    # A tenth of the words fills a handful of pages: these are read as fast.
    assert germany < 14_300 or not [it for it in plans if f"Seq Scan on {WORDS}" in it]


@pytest.mark.parametrize("germany", [1_430], indirect=True)
def test_meetings_to_come_are_found_by_their_index_among_all_that_were(germany, meetings):
    rows = SearchForm(QueryDict("offers=on")).results()
    assert WorkshopDate.objects.count() > 70_000
    assert rows.count() == 144
    for asked in (rows[:21].explain(), rows.order_by().values("pk").explain()):
        # Which of its two indexes begins with the day is the planner's choice; those that were are not read.
        assert "Seq Scan on parentwork_workshopdate" not in asked
        assert re.search(r"Index Cond: .*starts >", asked)


def test_what_changed_last_is_not_looked_for_among_all(germany):
    assert "organisation_lately" in Organisation.objects.listed().order_by("-updated", "-pk")[:3].explain()


def test_a_language_is_found_by_its_index(germany):
    OrganisationFactory(slug="wolof", languages=["wo"])
    assert "organisation_by_language" in Organisation.objects.speaking("wo").order_by().explain()


@pytest.mark.parametrize("germany", [1_430], indirect=True)
def test_what_an_organisation_did_is_not_looked_for_among_the_dates_of_all(germany, meetings):
    host = Organisation.objects.get(slug="row-9")
    with CaptureQueriesContext(connection) as asked:
        (reach,) = reach_of([host], today())
    assert reach.now.meetings > 0
    plans = [plan(query["sql"]) for query in asked]
    assert not [it for it in plans if "Seq Scan on parentwork_workshopdate" in it or "dates_in_order" in it]
