"""A place in which only one meeting at a time can be: nobody plans a second one there."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from parentwork.models import Venue, WorkshopDate
from parentwork.services import dates, venues, workshops
from parentwork.services.dates import Day
from tests.factories.parentwork import FormatFactory, VenueFactory, WorkshopDateFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
REFUSED = "only one at a time is possible"


@pytest.fixture
def hall(cast):
    return VenueFactory(organisation=cast.association, one_at_a_time=True)


@pytest.fixture
def evening(cast, hall):
    return WorkshopDateFactory(
        workshop__organisation=cast.association, workshop__venue=hall, venue=hall, alone=True
    )


@pytest.fixture
def other(cast):
    """Another workshop at the same time in another place."""
    return WorkshopDateFactory(workshop__organisation=cast.association)


def there(evening, **change) -> Day:
    said = {
        "starts": evening.starts,
        "ends": evening.ends,
        "venue": evening.venue,
        "seats": 5,
        "childcare": 0,
    }
    return Day(**(said | change))


def test_a_date_is_neither_added_nor_moved_there_nor_planned(cast, hall, evening, other):
    by = cast.coordinator
    with pytest.raises(ValidationError, match=REFUSED):
        dates.add(other.workshop, there(evening, starts=evening.starts + timedelta(minutes=30)), by=by)
    with pytest.raises(ValidationError, match=REFUSED):
        dates.change(other, there(evening), by=by, version=other.version)
    fields = {
        "title_de": "x", "format": FormatFactory(), "venue": hall, "languages": ["de"], "seats": 5,
    }  # fmt: skip
    with pytest.raises(ValidationError, match=REFUSED):
        workshops.plan(cast.association, fields, [(evening.starts, evening.ends)], by=by)
    assert WorkshopDate.objects.filter(venue=hall).get() == evening


def test_it_is_afterwards_and_once_the_first_is_cancelled(cast, evening, other):
    by, later = cast.coordinator, timedelta(hours=1)
    dates.add(other.workshop, there(evening, starts=evening.ends, ends=evening.ends + later), by=by)
    dates.cancel(evening, by=by, version=evening.version)
    instead = there(evening, starts=evening.starts + timedelta(minutes=1))
    assert dates.add(other.workshop, instead, by=by).alone


@pytest.mark.parametrize("rule", [True, False])
def test_dates_follow_the_rule_that_somebody_has_changed_a_moment_ago(cast, other, rule):
    """The form knows the place as it was when it was opened."""
    by = cast.coordinator
    known = VenueFactory(organisation=cast.association, one_at_a_time=not rule)
    venues.change(Venue.objects.get(pk=known.pk), {"one_at_a_time": rule}, by=by, version=known.version)
    week = timedelta(days=7)
    later = there(other, venue=known, starts=other.starts + week, ends=other.ends + week)
    assert dates.add(other.workshop, later, by=by).alone is rule
    known.one_at_a_time = not rule
    assert dates.change(other, there(other, venue=known), by=by, version=other.version).alone is rule
    known.one_at_a_time = not rule
    fields = {
        "title_de": "x", "format": FormatFactory(), "venue": known, "languages": ["de"], "seats": 5,
    }  # fmt: skip
    day = other.starts + 2 * week
    planned = workshops.plan(cast.association, fields, [(day, day + timedelta(hours=1))], by=by)
    assert planned.dates.get().alone is rule


@pytest.mark.django_db(transaction=True)
def test_a_date_is_added_while_the_rule_of_its_place_changes(cast, hall, other):
    """Two people, one place: the second waits for the first, and neither meets an error."""
    by, known = cast.coordinator, Venue.objects.get(pk=hall.pk)

    def change_rule():
        try:
            venues.change(hall, {"one_at_a_time": False}, by=by, version=hall.version)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            row = dates.add(
                other.workshop,
                there(other, venue=known, starts=other.ends, ends=other.ends + timedelta(hours=1)),
                by=by,
            )
            changed = pool.submit(change_rule)
            with pytest.raises(TimeoutError):
                changed.result(timeout=0.3)
        changed.result(timeout=5)
    row.refresh_from_db()
    assert row.alone is False


def test_a_house_with_several_rooms_takes_two(cast, other):
    same = {"workshop__organisation": cast.association, "venue": other.venue}
    assert WorkshopDateFactory(starts=other.starts, **same).pk


def test_that_a_place_is_one_room_cannot_be_said_as_long_as_two_dates_are_there(desk, cast, other):
    venue = other.venue
    second = WorkshopDateFactory(workshop__organisation=cast.association, venue=venue, starts=other.starts)
    with pytest.raises(ValidationError, match=REFUSED):
        venues.change(venue, {"one_at_a_time": True}, by=cast.coordinator, version=venue.version)
    dates.cancel(second, by=cast.coordinator, version=second.version)
    venue.refresh_from_db()
    venues.change(venue, {"one_at_a_time": True}, by=cast.coordinator, version=venue.version)
    other.refresh_from_db()
    assert other.alone, "the dates that are there follow"


def test_what_is_over_does_not_count(desk, cast, other):
    """Two meetings were there at once, and the rule is made for what is to come."""
    venue, past = other.venue, {"starts": timezone.now() - timedelta(days=9)}
    for _twice in range(2):
        WorkshopDateFactory(workshop__organisation=cast.association, venue=venue, **past)
    venues.change(venue, {"one_at_a_time": True}, by=cast.coordinator, version=venue.version)
    venue.refresh_from_db()
    assert venue.one_at_a_time
    late = there(other, venue=venue, starts=past["starts"], ends=past["starts"] + timedelta(hours=1))
    dates.add(other.workshop, late, by=cast.coordinator)
    with pytest.raises(ValidationError, match=REFUSED):
        dates.add(
            other.workshop,
            there(other, venue=venue, starts=other.starts + timedelta(minutes=1)),
            by=cast.coordinator,
        )
    venues.change(venue, {"one_at_a_time": False}, by=cast.coordinator, version=venue.version)
    other.refresh_from_db()
    assert other.alone is False


def test_the_dates_that_are_in_the_way_are_named_with_links(desk, cast, other):
    venue = other.venue
    second = WorkshopDateFactory(
        workshop__organisation=cast.association,
        workshop__title_de="Elterncafé",
        venue=venue,
        starts=other.starts,
    )
    later = WorkshopDateFactory(
        workshop__organisation=cast.association, venue=venue, starts=other.starts + timedelta(days=1)
    )
    said = {"version": venue.version, "kind": "room", "name": venue.name, "postal_code": venue.postal_code_id}
    page = desk.post("desk_venue", said | {"one_at_a_time": "on"}, pk=venue.pk).text
    assert REFUSED in page
    way = page.split("These dates are in the way:")[1].split("</ul>")[0]
    for row, stands_there in ((other, True), (second, True), (later, False)):
        assert (desk.address("desk_date", pk=row.pk) in way) == stands_there
    assert "Elterncafé" in way


def test_the_database_holds_it_whoever_writes(evening, other):
    with pytest.raises(IntegrityError, match="one_meeting_at_a_time"), transaction.atomic():
        WorkshopDate.objects.filter(pk=other.pk).update(venue=evening.venue, alone=True)
    with pytest.raises(IntegrityError, match="date_takes_the_rule_of_its_place"), transaction.atomic():
        WorkshopDate.objects.filter(pk=other.pk).update(venue=evening.venue, alone=False)


def test_the_page_of_a_place_asks_and_the_form_of_a_date_says_why(desk, evening, other):
    assert "only one meeting at a time" in desk.get("desk_venues").text.lower()
    sent = {
        "version": other.version, "starts": f"{evening.day:%Y-%m-%d}", "begins": "00:01", "ends": "23:59",
        "venue": evening.venue_id, "seats": 5, "childcare": 0,
    }  # fmt: skip
    refused = desk.post("desk_edit_date", sent, pk=other.pk)
    assert refused.status_code == 422
    assert REFUSED in refused.text
    way = refused.text.split("These dates are in the way:")[1].split("</ul>")[0]
    assert desk.address("desk_date", pk=evening.pk) in way
    assert desk.address("desk_date", pk=other.pk) not in way
    added = desk.post("desk_add_date", sent, pk=other.workshop_id)
    assert desk.address("desk_date", pk=evening.pk) in added.text


def test_moved_instead_of_cancelled_the_dates_in_the_way_are_named_too(desk, evening, other):
    week = timedelta(days=7)
    WorkshopDate.objects.filter(pk=other.pk).update(
        venue=evening.venue, alone=True, starts=other.starts + week, ends=other.ends + week
    )
    sent = {
        "version": other.version, "starts": f"{evening.day:%Y-%m-%d}", "begins": "00:01", "ends": "23:59",
        "sure": "1",
    }  # fmt: skip
    refused = desk.post("desk_cancel_date", sent, pk=other.pk)
    assert refused.status_code == 422
    way = refused.text.split("These dates are in the way:")[1].split("</ul>")[0]
    assert desk.address("desk_date", pk=evening.pk) in way
    assert desk.address("desk_date", pk=other.pk) not in way
