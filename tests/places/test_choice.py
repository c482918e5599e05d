"""Where a place is typed and several have the name, the person chooses."""

import re

import pytest

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


@pytest.mark.parametrize("typed", ["Atlantis", "99999", "%00"])
def test_of_a_place_that_nobody_knows_none_is_offered(client, typed):
    for address in (f"/de/guides/schule/?place={typed}", f"/de/workshops/?near={typed}"):
        assert offered(client.get(address).text) == []
