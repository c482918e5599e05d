"""The registry for programs: the table, and what a page says of itself to search engines."""

import csv
import io
import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organisations.choices import ListingState
from tests.factories.organisations import OrganisationFactory
from tests.factories.places import PostalCodeFactory
from tests.schemaorg import misused

pytestmark = pytest.mark.django_db
TABLE = "/en/organisations.csv"
# All that an organisation can say in public.
WHOLE = {
    "name": "Treff", "slug": "treff", "summary_de": "Wir helfen.", "languages": ["ar", "sgn"],
    "age_phases": ["kita"], "activities": ["advice", "homework"],
    "email": "info@treff.example", "phone": "+49231555010", "founded": 1999,
    "mailboxes": {"press": "presse@treff.example"}, "access": ["step-free", "loop"],
    "opening_hours": [
        {"day": 1, "opens": "09:00", "closes": "12:00", "note": "appointment"},
        {"day": 1, "opens": "14:00", "closes": "17:00", "note": ""},
    ],
    "website": "https://www.treff.example/", "street": "Hauptstraße 1", "street_is_public": True,
}  # fmt: skip


def rows(client, address: str = TABLE, **query: str) -> list[dict[str, str]]:
    response = client.get(address, query)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="organisations.csv"'
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


def test_the_table_holds_what_the_pages_show(client):
    row = OrganisationFactory(**WHOLE)
    assert rows(client) == [
        {
            "UUID": str(row.public_id),
            "URL": "http://localhost:8000/en/organisations/treff/",
            "Name": "Treff",
            "Place": "Dortmund",
            "Land": "DE-NW",
            "Postal code": "44137",
            "Street and number": "Hauptstraße 1",
            "Phone": "0231 555010",
            "Function mail address": "info@treff.example",
            "Website": "https://www.treff.example/",
            "More mail addresses": "press: presse@treff.example",
            "Opening hours": "Tuesday 09:00\u2060–\u206012:00, 14:00\u2060–\u206017:00 (by appointment)",
            "Access to the rooms": "reached without steps, hearing loop",
            "In one sentence": "Wir helfen.",
            "Languages spoken": "Arabic, Sign language",
            "Ages": "Kita",
            "Activities": "advice for families, help with homework",
            "Works": "in its town or district",
            "Network of organisations": "no",
            "Open to all families": "yes",
            "Founded in": "1999",
        }
    ]


def test_a_number_of_another_country_keeps_its_code(client):
    row = OrganisationFactory(**WHOLE | {"phone": "+43720111222"})
    assert rows(client)[0]["Phone"] == "'+43 720 111222", "and is no formula"
    assert "+43 720 111222" in client.get(row.get_absolute_url()).text


def test_of_an_unclaimed_entry_name_and_town_only(client):
    row = OrganisationFactory(**WHOLE, state=ListingState.UNCLAIMED)
    said = {name: value for name, value in rows(client)[0].items() if value}
    assert said == {
        "UUID": str(row.public_id),
        "URL": "http://localhost:8000/en/organisations/treff/",
        "Name": "Treff",
        "Place": "Dortmund",
    }


def test_a_hidden_street_and_a_suspended_entry_stay_hidden(client):
    OrganisationFactory(**WHOLE | {"street_is_public": False})
    OrganisationFactory(state=ListingState.SUSPENDED)
    assert [row["Street and number"] for row in rows(client)] == [""]


def test_the_table_takes_the_filters_of_the_list_and_has_all_its_pages(client):
    for number in range(25):
        OrganisationFactory(name=f"Treff {number}", slug=f"treff-{number}", languages=["tr"])
    OrganisationFactory(name="Anders", slug="anders", languages=["pl"])
    assert len(rows(client)) == 26
    assert [row["Name"] for row in rows(client, language="pl")] == ["Anders"]
    listed = client.get("/en/organisations/", {"language": "tr"}).text
    assert 'href="/en/organisations.csv?language=tr"' in listed


def test_no_cell_is_a_formula(client):
    OrganisationFactory(name="=1+1", slug="x", summary_de="@SUM(A1)")
    row = rows(client)[0]
    assert (row["Name"], row["In one sentence"]) == ("'=1+1", "'@SUM(A1)")


def test_a_faulty_question_leads_to_the_list_which_says_why(client):
    response = client.get(TABLE, {"near": "Atlantis"})
    assert response["Location"] == "/en/organisations/?near=Atlantis"
    assert client.get(response["Location"]).status_code == 422


@pytest.mark.parametrize("number", [1, 3])
def test_the_table_asks_the_database_as_often_with_many_rows(client, django_assert_num_queries, number):
    PostalCodeFactory()
    for _row in range(number):
        OrganisationFactory()
    with django_assert_num_queries(1):
        rows(client)


def test_the_table_reads_only_the_columns_that_it_writes(client):
    OrganisationFactory(**WHOLE)
    with CaptureQueriesContext(connection) as asked:
        rows(client)
    (query,) = [
        query["sql"] for query in asked.captured_queries if "organisations_organisation" in query["sql"]
    ]
    columns = query.partition(" FROM ")[0]
    assert "summary_de" in columns
    for unread in ("about", "search_text", "sort_key", "register", "source"):
        assert unread not in columns


@pytest.mark.parametrize(
    ("query", "asks"),
    # Of words it is asked first whether any entry has them.
    [({"q": "Treff"}, 2), ({"near": "44137"}, 1), ({"q": "Treff", "near": "44137"}, 2)],
)
def test_the_table_of_a_search_reads_the_registry_once(client, query, asks):
    OrganisationFactory(**WHOLE)
    OrganisationFactory(name="Anderer Treff", slug="anders")
    with CaptureQueriesContext(connection) as asked:
        assert sorted(row["Name"] for row in rows(client, **query)) == ["Anderer Treff", "Treff"]
    assert len([one for one in asked.captured_queries if "organisations_organisation" in one["sql"]]) == asks


def test_a_page_speaks_the_vocabulary_of_schema_org(client):
    OrganisationFactory(**WHOLE)
    page = client.get("/de/organisations/treff/").text
    said = json.loads(re.search(r'"application/ld\+json">(.*?)</script>', page)[1])
    assert said["@type"] == "NGO"
    assert misused(said) == []
