"""What a guide says of itself to search engines."""

import json
import re

import pytest

from tests.factories.guides import (
    TextFactory,
)
from tests.guides.conftest import read
from tests.schemaorg import misused

pytestmark = pytest.mark.django_db


def test_a_guide_says_its_address_and_description(client, guide):
    page = read(client, "/de/guides/schule/?land=DE-NW")
    assert '<meta name="description" content="Alles über Schule.">' in page
    assert 'rel="canonical"' in page
    article = json.loads(article_of(page))
    assert article["@type"] == "Article"
    assert article["url"] == "http://localhost:8000/de/guides/schule/"


def test_in_another_language_the_german_text_says_where_it_is_at_home(client, guide):
    page = read(client, "/pl/guides/schule/")
    article = json.loads(article_of(page))
    assert article["url"] == "http://localhost:8000/de/guides/schule/"


def test_json_ld_speaks_the_vocabulary_of_schema_org(client, guide):
    page = read(client, "/de/guides/schule/")
    assert misused(json.loads(article_of(page))) == []


def article_of(page: str) -> str:
    return re.search(r'"application/ld\+json">(.*?)</script>', page)[1]


def test_json_ld_cannot_be_ended_by_a_title(client):
    TextFactory(guide__slug="x", title="</script><script>alert(1)</script>")
    page = read(client, "/de/guides/x/")
    assert "<script>alert" not in page
