"""The demo's meetings: past ones recorded, a full evening with a waiting family, loaded only once."""

from datetime import date, timedelta

import pytest
import time_machine

from organisations.models import Membership
from parentwork import demo
from parentwork.imports.formats import LANGUAGES, load_formats
from parentwork.models import Booking, Format, Seat, VolunteerHours, Workshop, WorkshopDate
from parentwork.services.deletion import day_of
from portal.lib.dates import today
from tests.factories.accounts import UserFactory
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.places import PostalCodeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisations():
    load_formats()
    for code in ("44147", "44135", "12049"):
        PostalCodeFactory(code=code)
    for email in ("verein@demo.example", "verein-be@demo.example"):
        MembershipFactory(user=UserFactory(email=email), organisation=OrganisationFactory())


def test_loads_once_and_plans_a_new_round_when_all_is_over(organisations):
    assert demo.load() == {"workshops": 8, "needs": 3, "schools": 5}
    assert Seat.objects.waiting().count() == 1
    assert VolunteerHours.objects.confirmed().exists()
    period = (date(2000, 1, 1), date(2100, 1, 1))
    evidence = Workshop.objects.all().evidence(*period)
    assert evidence.participations_adults > 10
    assert evidence.volunteer_hours > 0
    assert WorkshopDate.objects.unrecorded().count() == 2
    assert all(booking.delete_on == day_of(booking.workshop) for booking in Booking.objects.all())
    assert not Booking.objects.filter(delete_on__lte=today()).exists(), "the last evening is to be typed in"
    bookings = Booking.objects.count()
    assert demo.load() == {"workshops": 0, "needs": 0, "schools": 0}
    assert Booking.objects.count() == bookings
    with time_machine.travel(date.today() + timedelta(days=150)):  # noqa: DTZ011
        assert demo.load() == {"workshops": 4, "needs": 0, "schools": 0}


def test_without_the_demo_s_people_nothing_is_made():
    assert demo.load() == {"workshops": 0, "needs": 0, "schools": 0}
    assert not Membership.objects.exists()


def test_formats_have_names_in_every_public_language():
    assert load_formats()["formats"] == 15
    assert load_formats()["formats"] == 0
    for row in Format.objects.all():
        assert all(getattr(row, f"name_{language}") for language in LANGUAGES), row.code
