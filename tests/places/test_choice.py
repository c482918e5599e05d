"""Where a place is typed and several have the name, the person chooses."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.guides import TextFactory
from tests.factories.places import DistrictFactory, LandFactory, PostalCodeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_neustadts() -> None:
    TextFactory(guide__slug="schule", title="So geht Schule")
    hessen = LandFactory(code="DE-HE", ags="06", name="Hessen", tile_column=1)
    bayern = LandFactory(code="DE-BY", ags="09", name="Bayern", tile_column=2)
    marburg = DistrictFactory(ags="06534", name="Marburg-Biedenkopf", land=hessen)
    coburg = DistrictFactory(ags="09473", name="Coburg", land=bayern)
    PostalCodeFactory(code="35279", place="Neustadt (Hessen)", district=marburg)
    PostalCodeFactory(code="96465", place="Neustadt bei Coburg", district=coburg)


def offered(page: str) -> list[tuple[str, str]]:
    """The links that are offered, and the words they stand in."""
    part = page.partition('aria-labelledby="which-place"')[2].partition("</nav>")[0]
    items = re.findall(r'<li><a href="([^"]*)"[^>]*>(.*?)</li>', part)
    return [(link.replace("&amp;", "&"), re.sub("<[^>]*>", "", words)) for link, words in items]


@pytest.mark.parametrize(
    ("address", "asked", "field"),
    [
        ("/de/guides/schule/", "land=&place=Neustadt", "land=&place"),
        ("/de/workshops/", "topic=&near=Neustadt", "topic=&near"),
        ("/de/organisations/", "language=ar&near=Neustadt", "language=ar&near"),
        ("/de/funding/", "land=&near=Neustadt", "land=&near"),
    ],
)
def test_places_of_one_name_are_offered_wherever_a_place_is_typed(client, address, asked, field):
    links = offered(client.get(f"{address}?{asked}").text)
    assert links == [
        (f"{address}?{field}=96465", "Neustadt bei Coburg · Coburg · Bayern"),
        (f"{address}?{field}=35279", "Neustadt (Hessen) · Marburg-Biedenkopf · Hessen"),
    ]
    after = client.get(links[0][0], follow=True)
    assert after.status_code == 200
    assert offered(after.text) == []


ASKING = [
    "/en/guides/schule/?place=",
    "/en/workshops/?near=",
    "/en/organisations/?near=",
    "/en/funding/?near=",
]
MORE = "There are more places of this name."


@pytest.mark.parametrize("address", ASKING)
def test_that_there_are_several_is_not_called_unknown(client, address):
    page = client.get(f"{address}Neustadt").text
    assert "There are several places of this name." in page
    assert "We do not know" not in page
    assert MORE not in page
    page = client.get(f"{address}Atlantis").text
    assert "There are several places" not in page
    assert "We do not know" in page


@pytest.mark.parametrize("address", ASKING)
def test_of_more_places_than_a_page_can_offer_it_is_said_that_there_are_more(client, address):
    for number in range(18):
        there = DistrictFactory(ags=f"010{number:02}", name=f"Kreis {number}", land__code="DE-HE")
        PostalCodeFactory(code=f"010{number:02}", place="Neustadt an der Au", district=there)
    assert len(offered(page := client.get(f"{address}Neustadt").text)) == 20
    assert MORE not in page
    PostalCodeFactory(code="01999", place="Neustadt an der Aa", district__ags="01999")
    assert len(offered(page := client.get(f"{address}Neustadt").text)) == 20
    assert MORE in page


@pytest.mark.parametrize("address", ASKING)
def test_a_place_spelt_nearly_so_is_asked_for(client, address):
    PostalCodeFactory(code="44137", place="Dortmund", district__name="Dortmund")
    page = client.get(f"{address}Dortmnd").text
    assert "Did you mean …?" in page
    assert "Which place do you mean?" not in page
    [(link, words)] = offered(page)
    assert (link, words.split(" · ")[:-1]) == (f"{address}44137", ["Dortmund"])
    after = client.get(link, follow=True)
    assert (after.status_code, offered(after.text)) == (200, [])


def queries_of(client, address: str) -> int:
    """How often the page asks the database once the house is warm."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


@pytest.mark.parametrize(("typed", "asked"), [("Neustadt", [6, 5, 4, 5]), ("Neustdt", [8, 7, 6, 7])])
def test_only_a_name_that_nobody_knows_is_compared_with_others(client, typed, asked):
    assert [queries_of(client, f"{address}{typed}") for address in ASKING] == asked


@pytest.mark.parametrize("rows", [2, 4])
def test_a_choice_of_many_costs_as_many_queries_as_one_of_two(client, rows):
    for number in range(rows - 2):
        PostalCodeFactory(code=f"0100{number}", place="Neustadt (Au)", district__ags=f"0100{number}")
    assert [queries_of(client, f"{address}Neustadt") for address in ASKING] == [6, 5, 4, 5]
    assert len(offered(client.get(f"{ASKING[0]}Neustadt").text)) == rows


@pytest.mark.parametrize("typed", ["Atlantis", "99999", "%00"])
def test_of_a_place_that_nobody_knows_none_is_offered(client, typed):
    for address in (f"/de/guides/schule/?place={typed}", f"/de/workshops/?near={typed}"):
        assert offered(client.get(address).text) == []
