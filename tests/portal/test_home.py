import re

import pytest

from tests.factories.guides import TextFactory


@pytest.mark.django_db
def test_home_is_served_in_arabic_from_right_to_left(client):
    response = client.get("/ar/")
    assert response.status_code == 200
    assert '<html lang="ar" dir="rtl">' in response.content.decode()


@pytest.mark.django_db
def test_the_home_page_searches_the_guides_in_the_language_of_the_page(client):
    TextFactory(guide__slug="schule", title="So geht Schule")
    page = client.get("/ar/").text
    form = re.search(r'<form class="ask" role="search" action="([^"]*)">(.*?)</form>', page, re.DOTALL)
    assert form[1] == "/ar/guides/search/"
    assert 'name="q"' in form[2]


@pytest.mark.django_db
def test_without_guides_the_home_page_offers_no_search_of_them(client):
    assert 'role="search"' not in client.get("/de/").text
