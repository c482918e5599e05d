"""The hours of whoever helped on an evening are recorded with one tap."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from parentwork.models import VolunteerHours
from parentwork.services import people
from tests.factories.parentwork import AssignmentFactory, HelperFactory, WorkshopDateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def evening(workshop):
    """Yesterday, for an hour and fifty minutes."""
    starts = timezone.now() - timedelta(days=1)
    return WorkshopDateFactory(workshop=workshop, starts=starts, ends=starts + timedelta(minutes=110))


@pytest.fixture
def fatma(cast, evening):
    helper = HelperFactory(organisation=cast.association, name="Fatma", user=cast.helper)
    return AssignmentFactory(date=evening, helper=helper)


def button(desk, assignment) -> str:
    return desk.address("desk_record_whole", pk=assignment.date_id, assignment=assignment.pk)


def tap(desk, assignment) -> list[str]:
    answer = desk.post("desk_record_whole", pk=assignment.date_id, assignment=assignment.pk)
    assert answer.url == desk.address("desk_date", pk=assignment.date_id)
    return [str(message) for message in desk.follow(answer.url).context["messages"]]


def test_the_page_of_the_evening_has_a_button_for_each_volunteer_who_helped(cast, desk, evening, fatma):
    paid = HelperFactory(organisation=cast.association, is_paid=True)
    without = [
        AssignmentFactory(date=evening, helper=paid),
        AssignmentFactory(date=evening, helper__organisation=cast.association, state="asked"),
        AssignmentFactory(date=WorkshopDateFactory(workshop=evening.workshop), helper=fatma.helper),
    ]
    page = desk.get("desk_date", pk=evening.pk).text
    assert f'action="{button(desk, fatma)}"' in page
    assert "Record hours: 1.75" in page
    page += desk.get("desk_date", pk=without[-1].date_id).text
    assert not [row for row in without if button(desk, row) in page]


def test_one_tap_records_as_long_as_the_evening_took(cast, client, desk, evening, fatma):
    client.force_login(cast.helper)
    assert tap(desk, fatma) == ["The hours are saved. A coordinator confirms them."]
    row = VolunteerHours.objects.get()
    assert (row.helper, row.date, row.day, row.hours) == (
        fatma.helper, evening, evening.day, Decimal("1.75")
    )  # fmt: skip
    assert (row.confirmed, row.recorded_by) == (None, cast.helper)
    page = desk.get("desk_date", pk=evening.pk).text
    assert "hours recorded" in page
    assert button(desk, fatma) not in page


def test_a_second_tap_takes_no_confirmation_away(cast, desk, evening, fatma):
    tap(desk, fatma)
    people.confirm_hours(cast.association, [VolunteerHours.objects.get().pk], by=cast.coordinator)
    assert tap(desk, fatma) == []
    assert VolunteerHours.objects.get().confirmed


def test_what_was_typed_in_before_stays(cast, desk, evening, fatma):
    said = {"day": evening.day, "hours": Decimal(3), "activity": "Aufbau"}
    people.record_hours(evening.workshop, fatma.helper, by=cast.coordinator, **said)
    tap(desk, fatma)
    assert VolunteerHours.objects.get().hours == 3


@pytest.mark.parametrize("why", ["asked", "to come", "cancelled", "paid"])
def test_who_has_not_helped_gets_no_hours(why, desk, evening, fatma):
    if why == "asked":
        fatma.state = "asked"
        fatma.save()
    if why == "paid":
        fatma.helper.is_paid = True
        fatma.helper.save()
    if why == "cancelled":
        evening.state = "cancelled"
    if why == "to come":
        evening.ends = timezone.now() + timedelta(hours=1)
    evening.save()
    (said,) = tap(desk, fatma)
    assert said in (
        "Hours are recorded for whoever has agreed to a date that is over.",
        "Only unpaid hours are recorded here.",
    )
    assert not VolunteerHours.objects.exists()


def test_nobody_else_records_them(cast, fatma):
    with pytest.raises(PermissionDenied):
        people.record_whole(fatma, by=cast.foreign_coordinator)
