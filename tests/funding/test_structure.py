"""What a Land learns of the organisations in it: sums of closed years, and no small number."""

import csv
import io
import re

import pytest

from funding.choices import OfficeLevel
from organisations.models.structure import is_closed
from portal.lib.dates import today
from tests.factories.organisations import OrganisationFactory
from tests.organisations.yearly import profile

pytestmark = pytest.mark.django_db
PAGE = "/en/desk/offices/musterstelle-nw/structure/"
TABLE = "/en/desk/offices/musterstelle-nw/structure.csv"


@pytest.fixture
def closed() -> int:
    """The newest year that is closed, whatever the day of this test."""
    return next(year for year in range(today().year, 2000, -1) if is_closed(year))


@pytest.fixture
def officer(client, cast):
    client.force_login(cast.caseworker)
    return client


def answered(cast, year, number, **changes):
    for _number in range(number):
        profile(OrganisationFactory(postal_code=cast.postal_code), year, **changes)


def members(page) -> list[int | None]:
    return [number for _band, number in page.context["questions"][0].bands]


def test_organisations_by_band(officer, cast, closed):
    answered(cast, closed, 6, members="1-19")
    answered(cast, closed, 7, members="20-49")
    page = officer.get(PAGE)
    assert page.context["number"] == 13
    assert members(page) == [None, 7, None, None, None]  # three empty bands, and what would tell of them
    answered(cast, closed, 30, members="50-99")
    assert members(officer.get(PAGE)) == [None, 7, 30, None, None]
    assert members(officer.get(f"{PAGE}?year={closed}")) == [None, 7, 30, None, None]
    assert "43 organisations answered" in officer.get(PAGE).text


def test_fewer_than_five_tell_nothing(officer, cast, closed):
    answered(cast, closed, 4)
    page = officer.get(PAGE)
    assert f"Fewer than 5 organisations answered for {closed}." in page.text
    assert page.context["number"] is None
    assert "<table" not in page.text


def test_a_year_is_shown_when_it_is_closed(officer, cast):
    answered(cast, today().year, 9)
    page = officer.get(PAGE)
    assert "No year is closed yet" in page.text
    assert officer.get(f"{PAGE}?year={today().year}").status_code == 404


@pytest.mark.parametrize("year", ["x", "0", "99999999999999999999", "-1", "١٢"])
def test_a_year_that_is_none(officer, cast, closed, year):
    answered(cast, closed, 5)
    assert officer.get(PAGE, {"year": year}).status_code == 404


def test_other_lands_are_not_in_it(client, cast, closed):
    answered(cast, closed, 9)
    client.force_login(cast.berlin_caseworker)
    page = client.get(PAGE.replace("-nw", "-be"))
    assert (page.status_code, page.context["years"]) == (200, [])
    assert client.get(PAGE).status_code == 404


def test_an_office_of_no_land_has_no_such_page(officer, cast):
    cast.office.land, cast.office.level = None, OfficeLevel.FEDERAL
    cast.office.save()
    assert officer.get(PAGE).status_code == 404


def test_the_table_keeps_back_the_same(officer, cast, closed):
    answered(cast, closed, 3, members="1-19")
    answered(cast, closed, 8, members="20-49")
    answered(cast, closed, 30, members="250+")
    response = officer.get(TABLE)
    rows = list(csv.reader(io.StringIO(response.text.lstrip("\ufeff")), delimiter=";"))
    assert rows[:7] == [
        ["Land", "Year", "Question", "Answer", "Organisations"],
        ["DE-NW", str(closed), "All", "", "41"],
        ["DE-NW", str(closed), "Members", "1–19", "kept back"],
        ["DE-NW", str(closed), "Members", "20–49", "kept back"],
        ["DE-NW", str(closed), "Members", "50–99", "kept back"],
        ["DE-NW", str(closed), "Members", "100–249", "kept back"],
        ["DE-NW", str(closed), "Members", "250 and more", "30"],
    ]
    numbers = [int(row[4]) for row in rows[1:] if re.fullmatch(r"\d+", row[4])]
    assert min(numbers) >= 5
    assert f'filename="structure-DE-NW-{closed}.csv"' in response["Content-Disposition"]


def test_no_organisation_is_named(officer, cast, closed):
    profile(cast.association, closed)
    answered(cast, closed, 8)
    assert cast.association.name not in officer.get(PAGE).text + officer.get(TABLE).text


@pytest.mark.parametrize("number", [1, 30])
def test_queries(officer, cast, closed, number, django_assert_num_queries):
    answered(cast, closed, number)
    with django_assert_num_queries(11):
        officer.get(PAGE)
