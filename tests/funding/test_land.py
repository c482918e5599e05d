"""What the Office of a Land reads of the calendar: the kept figures of closed years, in words."""

import csv
import io

import pytest

from funding.choices import OfficeLevel
from organisations.models.structure import newest_closed_year
from parentwork.clock import freeze_land_sums
from parentwork.models import LandSums, Workshop
from tests.factories.organisations import OrganisationFactory
from tests.factories.places import DistrictFactory, PostalCodeFactory
from tests.parentwork.test_lands import five, held

pytestmark = pytest.mark.django_db
PAGE = "/en/desk/offices/musterstelle-nw/land/"
TABLE = "/en/desk/offices/musterstelle-nw/land.csv"


@pytest.fixture
def year() -> int:
    return newest_closed_year()


@pytest.fixture
def officer(client, cast):
    client.force_login(cast.caseworker)
    return client


def rows_of(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.text.lstrip("\ufeff")), delimiter=";"))


def test_the_page_shows_offers_and_keeps_small_sums_back(officer, cast, year):
    five(year, cast.postal_code, adults=3)
    DistrictFactory(ags="05915", name="Hamm")
    freeze_land_sums()
    page = officer.get(PAGE)
    assert page.context["found"].amounts == [
        ("Participations", 15), ("Families", 5), ("Hours of volunteers", None),
    ]  # fmt: skip
    assert f"rest on 5 organisations with offers in the calendar in {year}" in page.text
    assert "Seminar for parents" in page.text
    assert "kept back" in page.text
    assert "Hamm" in page.text


def test_reading_it_again_does_not_tell_what_came_in_between(officer, cast, year):
    five(year, cast.postal_code, adults=3)
    freeze_land_sums()
    before = rows_of(officer.get(TABLE))
    held(year, OrganisationFactory(), cast.postal_code, adults=9)
    Workshop.objects.first().delete()
    assert rows_of(officer.get(TABLE)) == before


def test_the_table_says_the_same_as_the_page(officer, cast, year):
    five(year, cast.postal_code, adults=3)
    other = PostalCodeFactory(code="59065", place="Hamm", district=DistrictFactory(ags="05915", name="Hamm"))
    held(year, OrganisationFactory(name="Nur in Hamm"), other, adults=4)
    freeze_land_sums()
    response = officer.get(TABLE)
    rows = rows_of(response)
    assert rows[:2] == [
        ["Land", "Year", "Parted by", "Part", "Figure", "Number", "Organisations"],
        ["DE-NW", str(year), "All", "", "Offers", "6", "6"],
    ]
    assert ["DE-NW", str(year), "All", "", "Participations", "19", "6"] in rows
    assert ["DE-NW", str(year), "District", "Hamm", "Participations", "kept back", "1"] in rows
    assert ["DE-NW", str(year), "District", "Dortmund", "Participations", "kept back", "5"] in rows
    assert "Nur in Hamm" not in response.text + officer.get(PAGE).text
    assert f'filename="offers-DE-NW-{year}.csv"' in response["Content-Disposition"]


def test_years_stand_beside_each_other(officer, cast, year):
    held(year, cast.association, cast.postal_code)
    freeze_land_sums()
    older = LandSums.objects.get(land="DE-NW")
    older.pk, older.year = None, year - 1
    older.save()
    assert officer.get(PAGE).context["found"].sums.year == year
    assert officer.get(f"{PAGE}?year={year - 1}").context["found"].sums.year == year - 1


@pytest.mark.parametrize("year", ["x", "0", "1999", "99999999999999999999", "١٢"])
def test_a_year_that_is_none(officer, year):
    freeze_land_sums()
    assert officer.get(PAGE, {"year": year}).status_code == 404


def test_before_the_first_year_is_closed(officer):
    assert "No year is closed yet" in officer.get(PAGE).text
    assert officer.get(TABLE).status_code == 404


def test_an_office_reads_of_its_own_land_only(client, cast, year):
    held(year, cast.association, cast.postal_code)
    freeze_land_sums()
    client.force_login(cast.berlin_caseworker)
    assert client.get(PAGE.replace("-nw", "-be")).context["found"].sums.figures["offers"] == 0
    assert client.get(PAGE).status_code == 404


def test_an_office_of_no_land_has_no_such_page(officer, cast):
    cast.office.land, cast.office.level = None, OfficeLevel.FEDERAL
    cast.office.save()
    assert officer.get(PAGE).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_queries(officer, cast, year, number, django_assert_num_queries):
    for _number in range(number):
        held(year, OrganisationFactory(), cast.postal_code)
    freeze_land_sums()
    with django_assert_num_queries(14):
        officer.get(PAGE)
