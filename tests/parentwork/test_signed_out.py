"""What an association types while its sign-in expires is there again behind the sign-in."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from parentwork.choices import SignUp
from tests.factories.parentwork import (
    FormatFactory,
    HelperFactory,
    SeatFactory,
    VenueFactory,
    WorkshopDateFactory,
)

pytestmark = pytest.mark.django_db
SAID = "You had been signed out. This is what you sent; nothing is lost. Press the button to save it."


@pytest.fixture
def reopened(cast, desk):
    """The page after `data` were sent to an address while nobody was signed in."""

    def reopen(name: str, data: dict, *, page: str = "", query: str = "", **kwargs) -> str:
        client = Client()
        refused = client.post(desk.address(name, **kwargs) + query, data)
        assert "/accounts/login/?next=" in refused["Location"]
        client.force_login(cast.coordinator)
        text = client.get(desk.address(page or name, **kwargs) + query).text
        assert SAID in text
        return text

    return reopen


def ticked(page: str, name: str) -> set[str]:
    """The values of the boxes of one name that are ticked."""
    boxes = [box.partition(">")[0] for box in page.split("<input")]
    return {
        box.split('value="')[1].split('"')[0] for box in boxes if f'name="{name}"' in box and "checked" in box
    }


def test_the_plan_of_a_series_with_its_days_and_languages(cast, reopened):
    VenueFactory(organisation=cast.association)
    FormatFactory(code="course")
    data = {
        "token": str(uuid.uuid4()), "title_de": "Welche Schule jetzt?", "languages": ["ar", "tr"],
        "weekdays": ["1", "3"], "count": "4", "skips_public_holidays": "on", "step": "preview",
    }  # fmt: skip
    page = reopened("desk_plan", data, query="?format=course")
    assert 'value="Welche Schule jetzt?"' in page
    assert ticked(page, "languages") == {"ar", "tr"}
    assert ticked(page, "weekdays") == {"1", "3"}
    boxes = {name: f'id="id_skips_{name}_holidays" checked' in page for name in ("public", "school")}
    assert boxes == {"public": True, "school": False}  # both are ticked on a new page; one was emptied


def test_a_workshop_is_changed(workshop, reopened):
    data = {"version": "1", "title_de": "Ein anderer Titel", "languages": ["pl"]}
    page = reopened("desk_edit", data, pk=workshop.pk)
    assert 'value="Ein anderer Titel"' in page
    assert ticked(page, "languages") == {"pl"}


def test_a_date_is_added_changed_and_cancelled(workshop, reopened):
    date = WorkshopDateFactory(workshop=workshop)
    assert 'value="17:15"' in reopened("desk_add_date", {"begins": "17:15"}, pk=workshop.pk)
    page = reopened("desk_edit_date", {"version": "7", "begins": "17:15"}, pk=date.pk)
    assert 'value="17:15"' in page
    assert (
        'name="version" value="7"' in page
    )  # the version that was on the page, so that nothing is overwritten
    reason = {"version": "1", "reason": "Der Saal ist nicht frei."}
    assert "Der Saal ist nicht frei." in reopened("desk_cancel_date", reason, pk=date.pk)
    assert "Der Saal ist nicht frei." in reopened("desk_cancel", reason, pk=workshop.pk)


def test_who_came(workshop, reopened):
    evening = WorkshopDateFactory(workshop=workshop, starts=timezone.now() - timedelta(days=1))
    came, stayed_away = SeatFactory.create_batch(2, date=evening)
    data = {"version": "1", f"came_{came.pk}": "on", f"adults_{came.pk}": "5", "walk_adults": "13"}
    page = reopened("desk_attendance", data, pk=evening.pk)
    assert f'name="came_{came.pk}" id="id_came_{came.pk}" checked' in page
    assert f'name="came_{stayed_away.pk}" id="id_came_{stayed_away.pk}">' in page
    assert f'name="adults_{came.pk}" value="5"' in page
    assert 'name="walk_adults" value="13"' in page


def test_the_helper_of_an_evening_is_chosen_on_the_page_of_the_evening(cast, workshop, reopened):
    evening = WorkshopDateFactory(workshop=workshop)
    _first, second = HelperFactory.create_batch(2, organisation=cast.association)
    page = reopened(
        "desk_assign", {"helper": second.pk, "role": "childcare"}, page="desk_date", pk=evening.pk
    )
    assert f'<option value="{second.pk}" selected>' in page
    assert '<option value="childcare" selected>' in page


def test_a_family_on_the_phone(workshop, reopened):
    workshop.sign_up = SignUp.PER_DATE
    workshop.save()
    first, second, third = WorkshopDateFactory.create_batch(3, workshop=workshop)
    data = {
        "token": str(uuid.uuid4()), "name": "Samira", "adults": "2", "way": "call", "phone": "0231 1234567",
        "dates": [first.pk, third.pk],
    }  # fmt: skip
    page = reopened("desk_book", data, pk=workshop.pk)
    assert 'value="Samira"' in page
    assert 'value="0231 1234567"' in page
    assert data["token"] in page
    assert ticked(page, "dates") == {str(first.pk), str(third.pk)}
    assert str(second.pk) not in ticked(page, "dates")


def test_places_helpers_and_hours(cast, reopened):
    place = VenueFactory(organisation=cast.association)
    assert 'value="Haus am Park"' in reopened("desk_venues", {"name": "Haus am Park"})
    assert 'value="Haus am Park"' in reopened("desk_venue", {"name": "Haus am Park"}, pk=place.pk)
    page = reopened("desk_helpers", {"name": "Sevgi", "languages": ["ar", "tr"]})
    assert 'value="Sevgi"' in page
    assert ticked(page, "languages") == {"ar", "tr"}
    row = HelperFactory(organisation=cast.association, languages=["ar", "de"])
    page = reopened("desk_helper", {"name": "Sevgi Ay"}, pk=row.pk)
    assert 'value="Sevgi Ay"' in page
    assert ticked(page, "languages") == set()  # the list was emptied
    assert 'value="2,25"' in reopened("desk_hours", {"hours": "2,25", "day": "2026-11-20"})
