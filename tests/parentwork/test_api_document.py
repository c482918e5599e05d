"""The OpenAPI document says what the addresses do."""

import pytest

from parentwork.api.urls import urlpatterns
from tests.parentwork.api import ask

pytestmark = pytest.mark.django_db


def test_it_names_every_address_and_no_other(client):
    described = set(ask(client, "openapi.json")["paths"])
    served = {f"/{address.pattern}".replace("<str:identifier>", "{id}") for address in urlpatterns}
    assert served - {"/openapi.json", "/<path:rest>"} == described


def test_it_says_where_the_addresses_are(client):
    assert ask(client, "openapi.json")["servers"] == [{"url": "http://localhost:8000/api"}]


def test_it_says_the_filters_of_hsds_that_an_address_has(client):
    paths = ask(client, "openapi.json")["paths"]
    names = {path: [it["name"] for it in way["get"]["parameters"]] for path, way in paths.items()}
    assert names["/services"] == [
        "search", "taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after", "full", "minimal",
        "page", "per_page", "format",
    ]  # fmt: skip
    assert names["/organizations/{id}"] == ["full_service"]
