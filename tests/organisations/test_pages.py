"""The pages of the list: each row on one of them, whatever the order, and addresses that stay right."""

import pytest
from django.utils.html import escape

from organisations.choices import ListingState
from organisations.models import Organisation
from organisations.views import public
from tests.factories.organisations import OrganisationFactory
from tests.factories.places import PostalCodeFactory

pytestmark = pytest.mark.django_db
LIST = "/en/organisations/"
# The three orders of the list: by name, by nearness, by likeness.
ORDERS = [
    {},
    {"near": "44137", "km": "50"},
    {"q": "Elternvrein"},
    {"near": "44137", "km": "50", "q": "Eltern"},
]


@pytest.fixture(autouse=True)
def _short_pages(monkeypatch):
    monkeypatch.setattr(public, "PAGE", 2)


@pytest.fixture
def seven():
    """Seven entries, some of the same name, some at the same place, some without a page."""
    hamm = PostalCodeFactory(code="59065", place="Hamm", latitude=51.68, longitude=7.82)
    dortmund = PostalCodeFactory()
    for number in range(7):
        OrganisationFactory(
            name=("Elternverein", "Türkischer Elternverein")[number % 2],
            slug=f"verein-{number}",
            postal_code=(hamm, dortmund)[number // 2 % 2],
            state=(ListingState.LISTED, ListingState.UNCLAIMED)[number % 3 == 2],
        )


def page(client, **query):
    response = client.get(LIST, query)
    assert response.status_code == 200
    return response.context["page_obj"]


def slugs(page) -> list[str]:
    return [row.slug for row in page.object_list]


@pytest.mark.parametrize("query", ORDERS)
def test_every_row_stands_on_one_page_there_and_back(client, seven, query, monkeypatch):
    forth = [page(client, **query)]
    while forth[-1].next and len(forth) < 7:
        forth.append(page(client, **query, after=forth[-1].next))
    back = [forth[-1]]
    while back[-1].previous and len(back) < 7:
        back.append(page(client, **query, before=back[-1].previous))
    walked = [slug for it in forth for slug in slugs(it)]
    assert [len(it.object_list) for it in forth] == [2, 2, 2, 1]
    assert sorted(walked) == [f"verein-{number}" for number in range(7)]
    assert [slug for it in reversed(back) for slug in slugs(it)] == walked
    monkeypatch.setattr(public, "PAGE", 7)
    assert slugs(page(client, **query)) == walked


def test_the_first_page_leads_on_and_the_last_one_back(client, seven):
    first = client.get(LIST, {"q": "Verein", "km": "25"}).text
    assert 'rel="prev"' not in first
    assert 'rel="next" href="?q=Verein&amp;km=25&amp;after=verein-' in first
    row = Organisation.objects.public().by_name().last()
    second_last = client.get(LIST, {"before": row.slug}).text
    assert 'rel="prev" href="?before=verein-' in second_last
    assert 'rel="next" href="?after=verein-' in second_last


def test_an_address_stays_right_when_rows_come_before_it(client, seven):
    shared = {"after": page(client).next}
    second = slugs(page(client, **shared))
    OrganisationFactory(name="Anfang", slug="anfang")
    assert slugs(page(client))[0] == "anfang"
    assert slugs(page(client, **shared)) == second


def test_after_the_last_row_the_list_begins_anew(client, seven):
    last = Organisation.objects.public().by_name().last()
    assert slugs(page(client, after=last.slug)) == slugs(page(client))
    assert slugs(page(client, after="not-there")) == slugs(page(client))


def test_another_filter_begins_at_the_first_page(client, seven):
    text = client.get(LIST, {"q": "Verein", "land": "DE-NW", "after": "verein-1"}).text
    assert f'href="{escape("?land=DE-NW")}"' in text
    assert f'href="{escape("?q=Verein")}"' in text


@pytest.mark.parametrize("query", ORDERS)
def test_a_later_page_asks_the_database_once_more(client, seven, query, django_assert_num_queries):
    # the place, whether any entry has the words, and whether any looks like them
    more = ("near" in query) + ("q" in query) + (query.get("q") == "Elternvrein")
    with django_assert_num_queries(4 + more):  # Länder, count, rows, who is checked
        page(client, **query)
    with django_assert_num_queries(5 + more):  # and where the page begins
        page(client, **query, after="verein-1")
