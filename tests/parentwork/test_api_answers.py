"""How the API answers: known by its ETag, open to every site, and with few queries."""

import pytest
from django.core.cache import cache

from organisations.models import Affiliation
from tests.factories.guides import TopicFactory
from tests.factories.organisations import OrganisationFactory
from tests.factories.parentwork import WorkshopDateFactory, WorkshopFactory
from tests.parentwork.api import ask

pytestmark = pytest.mark.django_db


def test_what_has_not_changed_is_not_sent_again(client):
    OrganisationFactory()
    first = client.get("/api/organizations")
    again = client.get("/api/organizations", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert again["Access-Control-Allow-Origin"] == "*"
    OrganisationFactory()
    assert client.get("/api/organizations", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_every_site_may_read_and_none_may_write(client):
    response = client.get("/api/organizations", headers={"Origin": "https://foreign.example"})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response
    assert not response.cookies
    assert response["Cache-Control"] == "public, no-cache"
    before = client.options("/api/organizations")
    assert (before.status_code, before["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")
    strict = type(client)(enforce_csrf_checks=True)
    refused = strict.post("/api/organizations")
    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert refused.json()["status"] == 405


def test_who_asks_too_often_waits(client, monkeypatch):
    cache.clear()
    monkeypatch.setattr("organisations.api.answers.RATE", "2/m")
    client.get("/api/")
    client.get("/api/")
    refused = client.get("/api/")
    assert (refused.status_code, refused["Retry-After"]) == (429, "60")
    assert refused.json()["status"] == 429
    cache.clear()


def test_the_browsers_language_changes_nothing(client):
    WorkshopFactory()
    german = client.get("/api/services").content
    assert client.get("/api/services", headers={"Accept-Language": "tr"}).content == german


COUNTS = {
    "organizations": 2,  # count, rows
    "organizations?full=true": 4,  # and workshops with their organisations
    "organizations?full=true&full_service=true": 6,  # and their topics and dates
    "services": 3,  # count, rows, organisations
    "services?full=true": 5,  # and topics and dates
    "service_at_locations": 3,
    "service_at_locations?full=true": 5,
    "services?minimal=true": 2,  # how many, and their ids
    "taxonomies": 0,
    "taxonomy_terms": 2,  # formats, topics
}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("address", COUNTS)
def test_a_list_asks_the_database_as_often_with_many_rows(client, django_assert_num_queries, address, rows):
    for _number in range(rows):
        date = WorkshopDateFactory(workshop__organisation__age_phases=["kita"])
        date.workshop.topics.add(TopicFactory())
        umbrella = OrganisationFactory(is_umbrella=True)
        Affiliation.objects.create(member=date.workshop.organisation, umbrella=umbrella)
    with django_assert_num_queries(COUNTS[address]):
        assert client.get(f"/api/{address}").status_code == 200


@pytest.mark.parametrize(
    ("address", "count"), [("organizations", 3), ("services", 4), ("service_at_locations", 4)]
)
@pytest.mark.parametrize("rows", [1, 3])
def test_an_entry_asks_the_database_as_often_with_many_rows(
    client, django_assert_num_queries, address, count, rows
):
    workshop = WorkshopFactory()
    for _number in range(rows):
        WorkshopDateFactory(workshop=workshop)
        workshop.topics.add(TopicFactory())
    entry = ask(client, address)["contents"][0]["id"]
    with django_assert_num_queries(count):
        ask(client, f"{address}/{entry}")
