"""What a Land reads of the calendar: sums of a closed year, written down once, and no small number."""

from datetime import datetime

import pytest

from organisations.models.structure import newest_closed_year
from parentwork.choices import VenueKind, WorkshopState
from parentwork.clock import freeze_land_sums
from parentwork.models import Attendance, LandSums
from portal.guides.models import Topic
from portal.lib.dates import BERLIN
from portal.places.models import Land
from tests.factories.organisations import OrganisationFactory
from tests.factories.parentwork import (
    FormatFactory,
    SeatFactory,
    VenueFactory,
    WorkshopDateFactory,
    WorkshopFactory,
)
from tests.factories.places import DistrictFactory, PostalCodeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def year() -> int:
    return newest_closed_year()


@pytest.fixture
def hamm():
    district = DistrictFactory(ags="05915", name="Hamm")
    return PostalCodeFactory(code="59065", place="Hamm", district=district, latitude=51.68, longitude=7.82)


def held(year, organisation, postal_code, *, adults=2, **fields):
    """One evening to which one family came."""
    place = {"postal_code": postal_code} if postal_code else {"kind": VenueKind.ONLINE}
    venue = VenueFactory(organisation=organisation, **place)
    workshop = WorkshopFactory(organisation=organisation, venue=venue, **fields)
    day = WorkshopDateFactory(workshop=workshop, starts=datetime(year, 5, 4, 17, tzinfo=BERLIN))
    Attendance.objects.create(seat=SeatFactory(date=day), adults=adults)
    return day


def five(year, postal_code, **fields):
    return [held(year, OrganisationFactory(), postal_code, **fields) for _number in range(5)]


def figures(land="DE-NW"):
    return LandSums.objects.get(land=land).figures


def test_offers_are_counted_by_what_they_are(cast, year):
    here = cast.association
    held(year, here, cast.postal_code, languages=["tr", "ar"], format=FormatFactory(code="cafe"))
    topic = Topic.objects.create(slug="wechsel", title_de="Wechsel")
    held(year, here, cast.postal_code, languages=["tr"]).workshop.topics.add(topic)
    held(year, cast.foreign_association, None, languages=["de"])
    freeze_land_sums()
    found = figures()
    assert (found["offers"], found["organisations"], found["meetings"], found["schools"]) == (3, 2, 3, 0)
    assert found["by"] == {
        "format": [
            {"key": "seminar", "offers": 2, "organisations": 2},
            {"key": "cafe", "offers": 1, "organisations": 1},
        ],
        "topic": [
            {"key": "", "offers": 2, "organisations": 2}, {"key": "wechsel", "offers": 1, "organisations": 1},
        ],
        "language": [
            {"key": "tr", "offers": 2, "organisations": 1}, {"key": "ar", "offers": 1, "organisations": 1},
            {"key": "de", "offers": 1, "organisations": 1},
        ],
        "district": [
            {"key": "05913", "offers": 2, "organisations": 1}, {"key": "", "offers": 1, "organisations": 1},
        ],
    }  # fmt: skip


def test_other_years_drafts_and_other_lands_are_not_in_it(cast, year):
    held(year - 1, cast.association, cast.postal_code)
    held(year, cast.association, cast.postal_code, state=WorkshopState.DRAFT)
    freeze_land_sums()
    assert (figures()["offers"], figures("DE-BE")["offers"]) == (0, 0)


@pytest.mark.parametrize("state", ["unclaimed", "suspended", "removed"])
def test_offers_that_the_public_does_not_see_are_not_in_it(cast, year, state):
    held(year, OrganisationFactory(state=state), cast.postal_code)
    held(year, OrganisationFactory(state=state, postal_code=cast.postal_code), None)
    freeze_land_sums()
    assert (figures()["offers"], figures()["organisations"], figures()["by"]["district"]) == (0, 0, [])


def test_what_one_organisation_did_stays_back_and_what_would_tell_of_it(cast, year, hamm):
    five(year, cast.postal_code, adults=3)
    held(year, OrganisationFactory(), hamm, adults=4)
    freeze_land_sums()
    assert figures()["amounts"]["participations"] == {
        "whole": 19, "districts": {"05913": None, "05915": None},
    }  # fmt: skip


def test_districts_with_five_organisations_are_told(cast, year, hamm):
    five(year, cast.postal_code, adults=3)
    five(year, hamm, adults=4)
    freeze_land_sums()
    assert figures()["amounts"]["participations"] == {"whole": 35, "districts": {"05913": 15, "05915": 20}}
    assert figures()["amounts"]["hours"]["whole"] is None


def test_a_district_without_an_offer_has_the_nearest_that_has_one(cast, year, hamm):
    held(year, cast.association, cast.postal_code)
    far = DistrictFactory(ags="05111", name="Düsseldorf")
    PostalCodeFactory(code="40213", place="Düsseldorf", district=far, latitude=51.23, longitude=6.77)
    freeze_land_sums()
    assert figures()["white"] == [
        {"key": "05111", "nearest": "05913", "km": 57},
        {"key": "05915", "nearest": "05913", "km": 31},
    ]


def test_without_any_offer_nothing_is_near(cast):
    freeze_land_sums()
    assert figures()["white"] == [{"key": "05913", "nearest": None, "km": None}]


def test_it_is_written_once_and_for_all_lands(cast, year):
    day = held(year, cast.association, cast.postal_code)
    assert freeze_land_sums() == Land.objects.count()
    day.workshop.delete()
    assert freeze_land_sums() == 0
    assert figures()["offers"] == 1
