"""How the database finds what is searched for, at a tenth of Germany and at all of it: by its indexes."""

import pytest
from django.db import connection
from django.http import QueryDict
from django.utils.http import urlencode

from organisations.forms.search import SearchForm
from organisations.models import Organisation
from portal.places.models import PostalCode
from tests.factories.organisations import OrganisationFactory
from tests.factories.places import DistrictFactory

pytestmark = pytest.mark.django_db
TABLE = Organisation._meta.db_table
PLACES = 400
# What differs from row to row; all else is as wide as rows are in life, and the same.
VARIED = {
    "public_id": "gen_random_uuid()",
    "slug": "'row-' || n",
    "name": "(ARRAY['Elternverein','Haus am See','Frauentreff','Kulturkreis'])[1 + mod(n, 4)] || ' ' || n",
    "search_text": "(ARRAY['elternverein','haus','frauentreff','kulturkreis'])[1 + mod(n, 4)] || ' ' || n",
    "sort_key": "lpad(n::text, 6, '0')",
    "languages": "ARRAY['de', (ARRAY['tr','ar','ru','uk','pl','ro','fa','ku','sq','vi'])[1 + mod(n, 10)]]",
    "postal_code_id": f"lpad((10000 + mod(n, {PLACES}))::text, 5, '0')",
}
SEARCHES = {
    "place": {"near": "10005", "km": "10"},
    "language": {"language": "vi", "near": "10005", "km": "10"},
    "words": {"q": "Turkischer Sternebund"},
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
    columns = [it.column for it in Organisation._meta.concrete_fields if not it.primary_key]
    values = ", ".join(VARIED.get(column, column) for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {TABLE} ({', '.join(columns)}) SELECT {values} "
            f"FROM {TABLE}, generate_series(1, %s) AS n WHERE slug = 'muster'",
            [request.param],
        )
        cursor.execute("ANALYZE")
    return request.param


@pytest.mark.parametrize("search", SEARCHES)
def test_a_search_reads_no_table_from_end_to_end(germany, search):
    rows = SearchForm(QueryDict(urlencode(SEARCHES[search]))).results()
    assert f"Seq Scan on {TABLE}" not in rows[:21].explain()


def test_a_language_is_found_by_its_index(germany):
    OrganisationFactory(slug="wolof", languages=["wo"])
    assert "organisation_by_language" in Organisation.objects.speaking("wo").order_by().explain()
