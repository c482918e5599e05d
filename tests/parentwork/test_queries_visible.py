"""Who sees families: those who plan in their own organisation, and who helps those of her own dates."""

import pytest

from organisations import rules as registry
from parentwork.models import Booking, Helper, Seat, VolunteerHours, Workshop, WorkshopDate
from tests.factories.parentwork import HelperFactory, SeatFactory, WorkshopDateFactory, WorkshopFactory
from tests.matrix import SIGNED_IN

pytestmark = pytest.mark.django_db


@pytest.fixture
def seat(cast):
    seat = SeatFactory(date=WorkshopDateFactory(workshop=WorkshopFactory(organisation=cast.association)))
    helper = HelperFactory(organisation=cast.association)
    VolunteerHours.objects.create(workshop=seat.date.workshop, helper=helper, day=seat.date.day, hours=1)
    SeatFactory()
    return seat


@pytest.mark.parametrize("role", sorted(SIGNED_IN))
def test_seeing_follows_the_rules_of_the_registry(cast, seat, role):
    person = getattr(cast, role)
    plans = registry.may_plan_workshops(person, cast.association)
    own = [
        Booking.objects.visible_to(person), Seat.objects.visible_to(person),
        WorkshopDate.objects.with_families_for(person),
    ]  # fmt: skip
    assert [rows.count() for rows in own] == [int(plans)] * 3
    assert Helper.objects.visible_to(person).count() == registry.may_run_workshops(person, cast.association)
    assert VolunteerHours.objects.visible_to(person).count() == int(plans)
    assert registry.opens_contact_data(person) == (
        role in {"coordinator", "editor", "helper"} or "coordinator" in role
    )


@pytest.mark.parametrize("whose", ["helper", "recorded_by"])
def test_who_helps_sees_the_own_hours_and_those_typed_in_for_others(cast, seat, whose):
    mine = {"helper": HelperFactory(organisation=cast.association)} | {whose: cast.helper}
    if whose == "helper":
        mine = {"helper": HelperFactory(organisation=cast.association, user=cast.helper)}
    row = VolunteerHours.objects.create(workshop=seat.date.workshop, day=seat.date.day, hours=2, **mine)
    assert list(VolunteerHours.objects.visible_to(cast.helper)) == [row]
    assert not VolunteerHours.objects.visible_to(cast.foreign_coordinator).exists()


def test_strangers_see_nothing(seat):
    from django.contrib.auth.models import AnonymousUser

    for model in (Booking, Seat, Workshop, WorkshopDate, Helper, VolunteerHours):
        assert not model.objects.visible_to(AnonymousUser()).exists()
