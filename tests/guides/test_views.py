"""Reading guides, as a visitor does it."""

import re

import pytest
from django.core.cache import cache
from django.test import RequestFactory
from django.urls import resolve
from django.utils import translation

from portal.guides.choices import State
from portal.guides.models import Translation
from tests.factories.guides import (
    FactKeyFactory,
    GuideFactory,
    LandFactFactory,
    TermFactory,
    TextFactory,
)
from tests.factories.places import LandFactory
from tests.guides.conftest import read

pytestmark = pytest.mark.django_db


def test_the_contents_are_folded(client, guide):
    page = read(client, "/de/guides/schule/")
    assert re.search(r'<nav class="toc"[^>]*>\s*<details>', page)


@pytest.mark.parametrize("state", [State.DRAFT, State.REVIEW])
def test_what_is_not_published_is_not_there(client, guide, state):
    Translation.objects.update(state=state)
    assert client.get("/de/guides/schule/").status_code == 404
    assert client.get("/de/guides/schule.pdf").status_code == 404
    assert "So geht Schule" not in read(client, "/de/guides/")


@pytest.mark.parametrize("address", ["/de/guides/", "/de/guides/schule/?land=DE-NW", "/de/guides/laender/"])
def test_public_pages_know_no_person(guide, address):
    """They are cached for everybody: the bare request has neither session nor user nor messages."""
    request = RequestFactory().get(address)
    with translation.override("de"):
        found = resolve(request.path)
        response = found.func(request, **found.kwargs)
    assert response.status_code == 200
    assert not response.cookies


def test_the_next_steps_lead_to_meetings_people_and_us(client, guide):
    page = read(client, "/tr/guides/schule/?land=DE-NW").partition('aria-labelledby="next"')[2]
    assert 'href="/tr/workshops/?topic=school&amp;land=DE-NW"' in page
    assert 'href="/tr/organisations/?land=DE-NW&amp;language=tr"' in page
    assert 'href="/tr/report/?page=/tr/guides/schule/"' in page
    assert 'href="/tr/workshops/?topic=school"' in read(client, "/tr/guides/schule/")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(client, rows, django_assert_num_queries):
    cache.clear()
    for number in range(rows):
        land = LandFactory(code=f"DE-N{number}", ags=f"0{number}", name=f"Land {number}", tile_column=number)
        key = FactKeyFactory(key=f"key-{number}")
        LandFactFactory(land=land, fact_key=key)
        TermFactory(slug=f"wort-{number}")
    body = "".join(f"{{{{fact:key-{n}}}}}\n\n{{{{term:wort-{n}}}}}\n\n" for n in range(rows))
    for number in range(rows):
        TextFactory(guide=GuideFactory(slug=f"guide-{number}"), body=body)
    with django_assert_num_queries(6):
        client.get("/ar/guides/guide-0/")
    with django_assert_num_queries(6):
        client.get("/ar/guides/guide-0/?land=DE-N0")
    with django_assert_num_queries(2):
        client.get("/ar/guides/")
    with django_assert_num_queries(3):
        client.get("/ar/guides/laender/")


def test_a_linked_question_ends_its_sentence(client):
    TextFactory(guide__slug="wohin", title="Welche Schule jetzt?")
    TextFactory(guide__slug="satz", body="Mehr dazu: {{link:wohin}}. Und weiter.")
    page = read(client, "/de/guides/satz/")
    assert "Welche Schule jetzt?</a> Und weiter." in page
