"""Sums for everybody: how organisations stand and what was offered, without a number that tells of a few."""

import csv
import io
import json
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils.translation import get_language, override

from funding.reports.open_figures import offer_rows, structure_rows
from organisations.choices.structure import BANDS
from organisations.clock import freeze_sums
from organisations.models import Affiliation, Organisation, StructureSums
from organisations.models.structure import newest_closed_year
from parentwork.clock import freeze_land_sums
from parentwork.models import LandSums
from portal.lib.suppression import SMALLEST
from tests.cast import Cast
from tests.factories.organisations import OrganisationFactory
from tests.factories.places import DistrictFactory
from tests.organisations.yearly import profile
from tests.parentwork.test_lands import five

pytestmark = pytest.mark.django_db
STRUCTURE, OFFERS = "/open-data/structure.csv", "/open-data/offers.csv"


@pytest.fixture(autouse=True)
def _unlimited() -> None:
    cache.clear()


def answered(cast: Cast, number: int, network: Organisation | None = None, **changes: Any) -> None:
    for _number in range(number):
        organisation = OrganisationFactory(postal_code=cast.postal_code)
        profile(organisation, newest_closed_year(), **changes)
        if network:
            Affiliation.objects.create(member=organisation, umbrella=network)


def text_of(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]


def rows_of(address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text_of(address))))


def members_in(land: str = "DE-NW") -> dict[str, str]:
    """What is told of the number of members, by band."""
    rows = [row for row in rows_of(STRUCTURE) if row["land"] == land]
    return {row["answer"]: row["organisations"] for row in rows if row["question"] in ("all", "members")}


def test_how_organisations_stand_is_told_in_fives(cast: Cast) -> None:
    answered(cast, 13, members="1-19")
    answered(cast, 22, members="250+")
    freeze_sums()
    assert members_in() == {
        "": "35", "1-19": "", "20-49": "", "50-99": "", "100-249": "", "250+": "20",
    }  # fmt: skip
    first = rows_of(STRUCTURE)[0]
    assert set(first) == {
        "land", "year", "question", "question_de", "answer", "answer_de", "organisations",
    }  # fmt: skip


def test_a_network_that_takes_its_members_out_finds_no_few_others(cast: Cast) -> None:
    answered(cast, 20, cast.umbrella, members="1-19")
    answered(cast, 3, members="1-19")
    for code in ("20-49", "50-99", "100-249", "250+"):
        answered(cast, 12, members=code)
    freeze_sums()
    told = members_in()
    assert told.pop("") == "70"
    assert told["1-19"] == "", "23 gave this answer, and 20 of them belong to one network"
    assert "" in [told[code] for code in ("20-49", "50-99", "100-249", "250+")]


def test_members_of_a_network_of_the_network_are_its_own_too(cast: Cast) -> None:
    below = OrganisationFactory(is_umbrella=True)
    Affiliation.objects.create(member=below, umbrella=cast.umbrella)
    answered(cast, 9, below)
    answered(cast, 9, cast.umbrella)
    answered(cast, 4)
    freeze_sums()
    assert set(members_in().values()) == {""}


@pytest.mark.parametrize(("outside", "numbers"), [(0, 0), (4, 1), (30, 1), (60, 2)])
def test_whatever_a_network_knows_five_others_stand_behind_each_number(
    cast: Cast, outside: int, numbers: int
) -> None:
    for number, code in enumerate(BANDS["members"].values):
        answered(cast, 5 * number, cast.umbrella, members=code)
        answered(cast, outside if number % 2 else 0, members=code)
    freeze_sums()
    known = set(cast.umbrella.member_affiliations.values_list("member", flat=True))
    others = Organisation.objects.exclude(pk__in=known)
    told = {code: number for code, number in members_in().items() if number}
    assert len(told) == numbers
    for code in told:
        answers = {"structure_profiles__members": code} if code else {"structure_profiles__isnull": False}
        assert others.filter(**answers).count() >= SMALLEST


@pytest.mark.parametrize("code", ["1-19", "250+"])
def test_what_stays_back_does_not_tell_a_land_where_the_one_member_of_a_network_stands(
    cast: Cast, code: str
) -> None:
    """The Land reads the numbers themselves: 5 and 12. In fives both tables must look the same."""
    answered(cast, 5 - (code == "1-19"), members="1-19")
    answered(cast, 12 - (code == "250+"), members="250+")
    answered(cast, 1, cast.umbrella, members=code)
    for other in ("20-49", "50-99", "100-249"):
        answered(cast, 5, members=other)
    freeze_sums()
    assert members_in() == {
        "": "30", "1-19": "", "20-49": "", "50-99": "", "100-249": "", "250+": "10",
    }  # fmt: skip


def test_years_from_before_are_not_published(cast: Cast) -> None:
    answered(cast, 30)
    freeze_sums()
    StructureSums.objects.update(public=None)
    answer = Client().get(STRUCTURE)
    assert (answer.status_code, answer.json()["error"]) == (404, "No year is published yet.")


def test_who_moves_or_goes_changes_nothing_that_was_published(cast: Cast) -> None:
    answered(cast, 30)
    freeze_sums()
    before = text_of(STRUCTURE)
    Organisation.objects.exclude(pk=cast.association.pk)[:1].get().delete()
    Affiliation.objects.all().delete()
    assert freeze_sums() == 0
    assert text_of(STRUCTURE) == before


def test_offers_are_those_of_the_public_calendar_and_say_nothing_of_families(cast: Cast) -> None:
    five(newest_closed_year(), cast.postal_code, adults=37)
    DistrictFactory(ags="05915", name="Hamm")
    freeze_land_sums()
    rows = [row for row in rows_of(OFFERS) if row["land"] == "DE-NW"]
    found = {(row["by"], row["name_de"]): (row["offers"], row["organisations"]) for row in rows}
    assert found["all", "Alle Angebote"] == found["district", "Dortmund"] == ("5", "5")
    assert found["district", "Hamm"] == ("0", "0")
    assert "37" not in {cell for row in rows for cell in row.values()}
    assert "185" not in {cell for row in rows for cell in row.values()}


@pytest.mark.parametrize("address", [STRUCTURE, OFFERS])
def test_each_table_has_a_data_sheet_of_its_columns(cast: Cast, address: str) -> None:
    answered(cast, 5)
    freeze_sums()
    freeze_land_sums()
    sheet = json.loads(text_of(f"{address}-metadata.json"))
    assert [column["name"] for column in sheet["tableSchema"]["columns"]] == list(rows_of(address)[0])
    assert sheet["url"] == address.rpartition("/")[2]
    assert sheet["dc:license"]["@id"].startswith("https://www.govdata.de/")


def test_the_page_leads_to_what_is_published(cast: Cast) -> None:
    page = reverse("funding:open_data")
    assert STRUCTURE not in Client().get(page).text
    answered(cast, 5)
    freeze_sums()
    text = Client().get(page).text
    assert STRUCTURE in text
    assert OFFERS not in text


@pytest.mark.parametrize("times", [1, 3])
def test_queries_do_not_grow_with_the_organisations(
    cast: Cast, django_assert_num_queries: Any, times: int
) -> None:
    answered(cast, 5 * times)
    five(newest_closed_year(), cast.postal_code)
    freeze_sums()
    freeze_land_sums()
    with django_assert_num_queries(2):
        text_of(STRUCTURE)


@pytest.mark.parametrize("times", [1, 3])
def test_queries_do_not_grow_with_the_years(cast: Cast, django_assert_num_queries: Any, times: int) -> None:
    five(newest_closed_year(), cast.postal_code)
    freeze_land_sums()
    (sums,) = LandSums.objects.filter(land="DE-NW")
    for number in range(1, times):
        LandSums.objects.create(land_id=sums.land_id, year=sums.year - number, figures=sums.figures)
    with django_assert_num_queries(5):
        text_of(OFFERS)


@pytest.mark.parametrize("lines", [structure_rows, offer_rows])
def test_whoever_reads_them_keeps_the_own_language(cast: Cast, lines: Any) -> None:
    answered(cast, 5)
    five(newest_closed_year(), cast.postal_code)
    freeze_sums()
    freeze_land_sums()
    with override("ar"):
        assert {get_language() for _line in lines()} == {"ar"}
