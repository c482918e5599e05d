"""Where the organisations are: by Land on the tile map, in a Land by district."""

import re

import pytest

from organisations.choices import ListingState
from organisations.services import profile
from portal.places.models import Land
from tests.factories.organisations import OrganisationFactory
from tests.factories.places import PostalCodeFactory

pytestmark = pytest.mark.django_db
MAP = "/en/organisations/map/"


@pytest.fixture(autouse=True)
def places():
    """Two in Dortmund, one in Hamm, one in Berlin; of one more we know no Land."""
    dortmund = PostalCodeFactory()
    hamm = PostalCodeFactory(
        code="59065", place="Hamm", latitude=51.68, longitude=7.82,
        district__ags="05915", district__name="Hamm",
    )  # fmt: skip
    berlin = PostalCodeFactory(
        code="12043", place="Berlin", latitude=52.48, longitude=13.44, district__ags="11000",
        district__name="Berlin", district__land__code="DE-BE", district__land__name="Berlin",
        district__land__ags="11", district__land__tile_column=3,
    )  # fmt: skip
    for number, code in enumerate((dortmund, dortmund, hamm, berlin, None)):
        OrganisationFactory(slug=f"verein-{number}", postal_code=code, languages=["tr"])


def counts(client, **query) -> dict[str, int]:
    return {spot.land.short: spot.number for spot in client.get(MAP, query).context["lands"]}


def districts(client, **query) -> list[tuple[str, int, str]]:
    return [(it.name, it.number, it.address) for it in client.get(MAP, query).context["districts"]]


def test_each_land_says_how_many_it_has_and_leads_to_its_districts(client):
    assert counts(client) == {"NW": 3, "BE": 1}
    text = client.get(MAP).text
    square = re.search(
        r'<a href="\?land=DE-NW" aria-label="Nordrhein-Westfalen: 3 organisations">.*?</a>', text
    )
    assert square is not None
    assert ">NW</text>" in square[0]
    assert ">3</text>" in square[0]
    assert '<a href="?land=DE-NW">Nordrhein-Westfalen</a> <span class="num">3</span>' in text
    assert "Of 1 more we do not know the Land." in text


def test_the_districts_of_a_land_lead_to_their_lists(client):
    assert districts(client, land="DE-NW") == [
        ("Dortmund", 2, "?land=DE-NW&district=05913"),
        ("Hamm", 1, "?land=DE-NW&district=05915"),
    ]
    text = client.get(MAP, {"land": "DE-NW"}).text
    assert 'href="/en/organisations/?land=DE-NW&amp;district=05913"' in text
    assert 'aria-current="true"' in text
    listed = client.get("/en/organisations/?land=DE-NW&district=05913").context
    assert (listed["number"], listed["form"].errors) == (2, {})


def test_the_other_laender_and_districts_stay_while_one_is_chosen(client):
    assert counts(client, land="DE-NW", district="05913") == {"NW": 3, "BE": 1}
    assert [name for name, _number, _address in districts(client, land="DE-NW", district="05913")] == [
        "Dortmund",
        "Hamm",
    ]


def test_the_filters_of_the_list_hold_on_the_map_and_go_with_its_links(client):
    OrganisationFactory(name="Polnischer Verein", slug="polnisch", languages=["pl"])
    assert counts(client, language="pl") == {"NW": 1, "BE": 0}
    assert counts(client, q="Polnisch") == {"NW": 1, "BE": 0}
    assert counts(client, near="44137", km="50") == {"NW": 4, "BE": 0}
    assert districts(client, land="DE-NW", language="pl", q="Polnisch") == [
        ("Dortmund", 1, "?language=pl&land=DE-NW&district=05913&q=Polnisch")
    ]
    listed = client.get("/en/organisations/?language=pl&land=DE-NW&after=verein-1").text
    assert 'href="/en/organisations/map/?language=pl&amp;land=DE-NW"' in listed
    assert 'href="/en/organisations/?language=pl"' in client.get(MAP, {"language": "pl"}).text


def test_what_the_public_does_not_see_is_not_counted(client):
    OrganisationFactory(slug="verborgen", state=ListingState.SUSPENDED)
    OrganisationFactory(slug="eintrag", state=ListingState.UNCLAIMED)
    assert counts(client) == {"NW": 4, "BE": 1}


@pytest.mark.parametrize("query", [{"land": "DE-XX"}, {"near": "Atlantis"}, {"language": "\x00"}])
def test_a_faulty_question_is_answered_with_a_clear_error(client, query):
    response = client.get(MAP, query)
    assert response.status_code == 422
    assert "error-summary" in response.text
    assert "tile-map" not in response.text


@pytest.mark.parametrize("rows", [1, 3])
def test_it_asks_the_database_as_often_with_many_rows(client, django_assert_num_queries, rows):
    Land.objects.filter(pk="DE-BE").update(name_de="Berlin")
    for number in range(rows):
        OrganisationFactory(slug=f"mehr-{number}")
    with django_assert_num_queries(2):  # Länder, counts
        client.get(MAP)
    with django_assert_num_queries(5):  # and the districts to choose from, the place, the counts of districts
        client.get(MAP, {"land": "DE-NW", "near": "44137", "km": "50"})


@pytest.mark.parametrize("name", ["Map", "Networks"])
def test_no_organisation_takes_the_address_of_a_page(name):
    assert profile.free_slug(name) == f"{name.lower()}-2"
