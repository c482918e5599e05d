"""Bookings are forgotten on their day; sums without names stay and the evidence does not change."""

from datetime import timedelta

import pytest
from django.utils import timezone

from parentwork import messages
from parentwork.models import Attendance, Booking, Headcount, Seat, Workshop
from parentwork.services import deletion
from parentwork.services.bookings import cancel_booking
from portal.lib.dates import today
from portal.outbox.models import Message
from tests.factories.parentwork import BookingFactory, SeatFactory, WorkshopDateFactory, WorkshopFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def long_ago():
    """Two past dates: one family came to both, one to the second only, one not at all."""
    workshop = WorkshopFactory()
    now = timezone.now()
    first = WorkshopDateFactory(workshop=workshop, starts=now - timedelta(days=120))
    second = WorkshopDateFactory(workshop=workshop, starts=now - timedelta(days=113))
    faithful, late, absent = (
        BookingFactory(workshop=workshop, delete_on=now.date() - timedelta(days=1)) for _ in range(3)
    )
    for booking, day, adults, children in [
        (faithful, first, 2, 1), (faithful, second, 1, 0), (late, second, 2, 2), (absent, second, 0, 0),
    ]:  # fmt: skip
        Attendance.objects.create(
            seat=SeatFactory(booking=booking, date=day), adults=adults, children=children, cared_for=children
        )
    return workshop


def test_evidence_is_the_same_before_and_after(long_ago):
    period = (today() - timedelta(days=200), today())
    before = Workshop.objects.all().evidence(*period)
    assert (before.participations_adults, before.families, before.children_cared_for) == (5, 2, 3)
    assert deletion.purge() == {"bookings": 3}
    assert Workshop.objects.all().evidence(*period) == before
    assert not Booking.objects.exists()
    assert not Seat.objects.exists()
    assert not Attendance.objects.exists()
    assert deletion.purge() == {"bookings": 0}


def test_sums_add_up_when_bookings_go_one_after_the_other(long_ago):
    first, *rest = long_ago.bookings.order_by("pk")
    deletion.forget(long_ago, Booking.objects.filter(pk=first.pk))
    deletion.forget(long_ago, Booking.objects.filter(pk__in=[row.pk for row in rest]))
    sums = list(Headcount.objects.order_by("date__starts").values_list("adults", "families", "new_families"))
    assert sums == [(2, 1, 1), (3, 2, 1)]


def test_their_addresses_go_from_the_messages_too(long_ago):
    gone, stays = long_ago.bookings.order_by("pk")[:2]
    for booking in (gone, stays):
        messages.booked(booking, waits=False, by_staff=False)
        messages.remind(booking.seats.select_related("date", "booking__workshop"))
    long_ago.bookings.exclude(pk=gone.pk).update(delete_on=today() + timedelta(days=1))
    deletion.purge()
    about = Message.objects.filter(kind="parentwork.reminder").order_by("pk")
    assert {message.address for message in about} == {"", stays.number}
    assert not Message.objects.filter(address=gone.number).exists()
    assert Message.objects.filter(address=stays.number).count() == 2


def test_what_has_not_reached_its_day_stays(long_ago):
    long_ago.bookings.update(delete_on=today() + timedelta(days=1))
    assert deletion.purge() == {"bookings": 0}
    assert Booking.objects.count() == 3


def test_no_history_of_families_is_kept():
    from django.apps import apps

    events = {model.__name__ for model in apps.get_app_config("parentwork").get_models()}
    assert not {"BookingEvent", "SeatEvent", "AttendanceEvent", "HelperEvent"} & events


def test_a_family_that_gives_up_its_places_is_forgotten_by_the_next_purge():
    date = WorkshopDateFactory()
    booking = SeatFactory(date=date, booking__workshop=date.workshop).booking
    stays = SeatFactory(date=date, booking__workshop=date.workshop).booking
    cancel_booking(booking)
    deletion.follow_dates(date.workshop)
    assert deletion.purge() == {"bookings": 1}
    assert list(Booking.objects.all()) == [stays]


def test_one_that_came_before_stays_for_the_evidence(long_ago):
    booking = long_ago.bookings.first()
    SeatFactory(booking=booking, date=WorkshopDateFactory(workshop=long_ago))
    deletion.follow_dates(long_ago)
    cancel_booking(booking)
    assert deletion.purge() == {"bookings": 0}
