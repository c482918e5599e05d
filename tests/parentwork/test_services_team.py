"""Helpers are corrected, and forgotten when they help no more."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from parentwork.models import Assignment, Helper, VolunteerHours
from parentwork.services import team
from portal.accounts.services import close_account
from portal.lib.dates import today
from tests.factories.accounts import UserFactory
from tests.factories.parentwork import AssignmentFactory, HelperFactory, WorkshopDateFactory, WorkshopFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def amira(cast):
    return HelperFactory(
        organisation=cast.association, name="Amira", email="amira@mail.example", phone="+4915112345678"
    )


def hours_of(helper) -> VolunteerHours:
    workshop = WorkshopFactory(organisation=helper.organisation)
    return VolunteerHours.objects.create(workshop=workshop, helper=helper, day=today(), hours=Decimal(2))


def test_what_is_known_is_corrected(cast, desk, amira):
    form = {"name": "Amira B.", "languages": ["ar"], "email": "", "phone": "0231 1234567"}
    assert desk.post("desk_helper", form, pk=amira.pk).status_code == 302
    amira.refresh_from_db()
    assert (amira.name, amira.email, amira.phone.as_e164) == ("Amira B.", "", "+492311234567")


def test_a_bad_number_is_named_and_changes_nothing(desk, amira):
    assert desk.post("desk_helper", {"name": "A", "phone": "12"}, pk=amira.pk).status_code == 422
    assert Helper.objects.get().name == "Amira"


def test_who_helps_no_more_leaves_no_contact_and_no_coming_date(cast, desk, amira):
    hours = hours_of(amira)
    coming = AssignmentFactory(date=WorkshopDateFactory(workshop=hours.workshop), helper=amira)
    assert desk.post("desk_retire_helper", pk=amira.pk).status_code == 302
    amira.refresh_from_db()
    assert (amira.is_active, amira.email, str(amira.phone), amira.languages) == (False, "", "", [])
    assert not Assignment.objects.filter(pk=coming.pk).exists()
    assert hours.helper.name == "Amira"
    assert desk.get("desk_helper", pk=amira.pk).status_code == 404


def test_people_of_another_organisation_cannot(cast, amira):
    for change in (team.retire_helper, lambda row, by: team.change_helper(row, {"name": "x"}, by=by)):
        with pytest.raises(PermissionDenied):
            change(amira, by=cast.foreign_coordinator)


def test_deleting_an_account_is_saying_good_bye(cast, amira):
    amira.user = UserFactory()
    amira.save()
    close_account(amira.user, by=amira.user)
    assert Helper.objects.get().email == ""


def test_purge_deletes_who_left_nothing_and_later_the_name_on_hours(cast, amira):
    stays, hours = HelperFactory(organisation=cast.association), hours_of(amira)
    for helper in (amira, HelperFactory(organisation=cast.association)):
        team.retire_helper(helper, by=cast.coordinator)
    assert team.purge() == {"days away": 0, "helpers": 1, "names of helpers": 0}
    with time_machine.travel(timezone.now() + timedelta(days=5 * 366 + 2)):
        assert team.purge() == {"days away": 0, "helpers": 0, "names of helpers": 1}
    hours.refresh_from_db()
    assert (hours.helper.name, Helper.objects.active().get()) == ("–", stays)


def test_a_restored_helper_is_retired_again(amira):
    assert team.erase_again([amira.pk], before=timezone.now()) == 1
    assert Helper.objects.get().email == ""
    assert team.erase_again([amira.pk], before=amira.created) == 0
