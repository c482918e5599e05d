"""What a Land learns of the organisations in it: sums of closed years, and no small number."""

import csv
import io
import re

import pytest
from django.db import IntegrityError

from funding.choices import OfficeLevel
from organisations.clock import freeze_sums
from organisations.models import Organisation, StructureSums
from organisations.models.structure import is_closed
from portal.lib.dates import today
from portal.places.models import Land
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


def answered(cast, year, number, **changes) -> list[Organisation]:
    organisations = [OrganisationFactory(postal_code=cast.postal_code) for _number in range(number)]
    for organisation in organisations:
        profile(organisation, year, **changes)
    return organisations


def rows_of(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.text.lstrip("\ufeff")), delimiter=";"))


def members(page) -> list[int | None]:
    return [number for _band, number in page.context["sums"].questions[0][1]]


def test_organisations_by_band(officer, cast, closed):
    for year in (closed - 1, closed):
        answered(cast, year, 6, members="1-19")
        answered(cast, year, 7, members="20-49")
    answered(cast, closed, 30, members="50-99")
    assert freeze_sums() == 2
    page = officer.get(f"{PAGE}?year={closed - 1}")
    assert page.context["sums"].number == 13
    assert members(page) == [None, 7, None, None, None]  # three empty bands, and what would tell of them
    assert members(officer.get(PAGE)) == [None, 7, 30, None, None]
    assert members(officer.get(f"{PAGE}?year={closed}")) == [None, 7, 30, None, None]
    assert "43 organisations answered" in officer.get(PAGE).text


def shown(officer) -> list[list]:
    sums = officer.get(PAGE).context["sums"]
    return [[sums.number], *sums.questions, *rows_of(officer.get(TABLE))]


def test_who_moves_away_or_is_deleted_changes_no_sum(officer, cast, closed):
    moving, deleted, *_others = answered(cast, closed, 7)
    freeze_sums()
    before = shown(officer)
    assert ["DE-NW", str(closed), "All", "", "7"] in before
    Organisation.objects.filter(pk=moving.pk).update(land=cast.foreign_association.land)
    assert shown(officer) == before
    deleted.delete()
    assert shown(officer) == before
    assert freeze_sums() == 0
    assert shown(officer) == before


def test_what_is_kept_back_is_kept_nowhere(cast, closed):
    answered(cast, closed, 4)
    answered(cast, closed - 1, 6, members="1-19")
    answered(cast, closed - 1, 7, members="20-49")
    freeze_sums()
    few, more = StructureSums.objects.filter(land=cast.office.land).order_by("-year")
    assert few.number is None
    assert {number for band in few.bands.values() for number in band.values()} == {None}
    assert more.bands["members"] == {
        "1-19": None, "20-49": 7, "50-99": None, "100-249": None, "250+": None,
    }  # fmt: skip


def test_a_small_number_is_refused_by_the_database(cast, closed):
    with pytest.raises(IntegrityError):
        StructureSums.objects.create(land=cast.office.land, year=closed, number=4, bands={})


def test_every_land_has_a_table_of_the_year(cast, closed):
    answered(cast, closed, 1)
    freeze_sums()
    assert StructureSums.objects.filter(year=closed).count() == Land.objects.count()


def test_a_closed_year_waits_for_the_job(officer, cast, closed):
    answered(cast, closed, 9)
    page = officer.get(PAGE)
    assert "The sums are made in the night after that" in page.text
    assert page.context["sums"] is None
    assert officer.get(f"{PAGE}?year={closed}").status_code == officer.get(TABLE).status_code == 404


def test_fewer_than_five_tell_nothing(officer, cast, closed):
    answered(cast, closed, 4)
    freeze_sums()
    page = officer.get(PAGE)
    assert f"Fewer than 5 organisations answered for {closed}." in page.text
    assert page.context["sums"].number is None
    assert "<table" not in page.text


def test_a_year_is_shown_when_it_is_closed(officer, cast):
    answered(cast, today().year, 9)
    assert freeze_sums() == 0
    page = officer.get(PAGE)
    assert "No year is closed yet" in page.text
    assert officer.get(f"{PAGE}?year={today().year}").status_code == 404


@pytest.mark.parametrize("year", ["x", "0", "99999999999999999999", "-1", "١٢"])
def test_a_year_that_is_none(officer, cast, closed, year):
    answered(cast, closed, 5)
    freeze_sums()
    assert officer.get(PAGE, {"year": year}).status_code == 404


def test_other_lands_are_not_in_it(client, cast, closed):
    answered(cast, closed, 9)
    freeze_sums()
    client.force_login(cast.berlin_caseworker)
    page = client.get(PAGE.replace("-nw", "-be"))
    assert (page.status_code, page.context["sums"].number) == (200, None)
    assert f"Fewer than 5 organisations answered for {closed}." in page.text
    assert client.get(PAGE).status_code == 404


def test_an_office_of_no_land_has_no_such_page(officer, cast):
    cast.office.land, cast.office.level = None, OfficeLevel.FEDERAL
    cast.office.save()
    assert officer.get(PAGE).status_code == 404


def test_the_table_keeps_back_the_same(officer, cast, closed):
    answered(cast, closed, 3, members="1-19")
    answered(cast, closed, 8, members="20-49")
    answered(cast, closed, 30, members="250+")
    freeze_sums()
    response = officer.get(TABLE)
    rows = rows_of(response)
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
    freeze_sums()
    assert cast.association.name not in officer.get(PAGE).text + officer.get(TABLE).text


@pytest.mark.parametrize("number", [1, 30])
def test_queries(officer, cast, closed, number, django_assert_num_queries):
    answered(cast, closed, number)
    freeze_sums()
    with django_assert_num_queries(10):
        officer.get(PAGE)
