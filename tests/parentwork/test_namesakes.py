"""Two helpers of one name are told apart wherever one of them is chosen."""

import re
from datetime import datetime

import pytest

from portal.lib.dates import BERLIN
from tests.factories.parentwork import HelperFactory, VenueFactory, WorkshopDateFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def helpers(cast):
    """Two called Fatma, one of whom nothing is known, and Samir."""
    return [
        HelperFactory(
            organisation=cast.association, created=datetime(2026, 5, 3, 14, 5, tzinfo=BERLIN), **known
        )
        for known in (
            {"name": "Fatma", "languages": ["ar", "tr"], "email": "fatma@example.org"},
            {"name": "fatma"},
            {"name": "Samir", "email": "samir@example.org"},
        )
    ]


def words_of(page: str, helper) -> str:
    """What stands in the choice of this helper."""
    select = re.search(r'<select name="(?:helper|child_carer)".*?</select>', page, re.DOTALL)
    return re.search(rf'<option value="{helper.pk}"[^>]*>([^<]*)</option>', select[0])[1].strip()


@pytest.mark.parametrize("name", ["desk_date", "desk_course_helpers", "desk_edit", "desk_hours"])
def test_by_their_languages_and_contact_or_the_day_they_were_added(desk, workshop, helpers, name):
    date = WorkshopDateFactory(workshop=workshop)
    about = {"desk_date": {"pk": date.pk}, "desk_hours": {}}.get(name, {"pk": workshop.pk})
    page = desk.get(name, **about).text
    assert [words_of(page, helper) for helper in helpers] == [
        "Fatma (Arabic, Turkish, fatma@example.org)", "fatma (added on 03/05/2026 14:05)", "Samir",
    ]  # fmt: skip


def test_who_helps_no_more_or_elsewhere_is_no_namesake(desk, workshop, helpers):
    helpers[1].is_active = False
    helpers[1].save()
    HelperFactory(name="Fatma")
    date = WorkshopDateFactory(workshop=workshop)
    assert words_of(desk.get("desk_date", pk=date.pk).text, helpers[0]) == "Fatma"


@pytest.mark.parametrize("name", ["desk_add_date", "desk_edit", "desk_calendar"])
def test_two_places_of_one_name_by_their_street_and_town(desk, workshop, name):
    for called, street in (("Familienzentrum", "Nordmarkt 1"), ("familienzentrum", "Südwall 2")):
        VenueFactory(organisation=workshop.organisation, name=called, street=street)
    town = str(workshop.venue.postal_code)
    page = desk.get(name, **({} if name == "desk_calendar" else {"pk": workshop.pk})).text
    assert f">Familienzentrum (Nordmarkt 1, {town})</option>" in page
    assert f">familienzentrum (Südwall 2, {town})</option>" in page
    assert f">{workshop.venue.name}</option>" in page
