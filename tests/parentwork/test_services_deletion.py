"""Bookings are forgotten on their day; sums without names stay and the evidence does not change."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone, translation

from parentwork import messages
from parentwork.models import Attendance, Booking, Headcount, Seat, Workshop, WorkshopDate
from parentwork.queries.turnout import turnout_of
from parentwork.services import dates, deletion, no_shows, workshops
from parentwork.services.bookings import book, cancel_booking
from parentwork.services.excuses import stay_away
from portal.documents import services as documents
from portal.documents.models import Document
from portal.documents.services import request_document
from portal.lib.dates import BERLIN, today
from portal.outbox.models import Message
from tests.factories.documents import finished
from tests.factories.organisations import MembershipFactory
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


def test_a_family_that_gives_up_its_places_is_forgotten_the_day_after():
    date = WorkshopDateFactory()
    booking = SeatFactory(date=date, booking__workshop=date.workshop).booking
    stays = SeatFactory(date=date, booking__workshop=date.workshop).booking
    cancel_booking(booking)
    deletion.follow_dates(date.workshop)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert deletion.purge() == {"bookings": 1}
    assert list(Booking.objects.all()) == [stays]


def test_one_that_came_before_stays_for_the_evidence(long_ago):
    booking = long_ago.bookings.first()
    SeatFactory(booking=booking, date=WorkshopDateFactory(workshop=long_ago))
    deletion.follow_dates(long_ago)
    cancel_booking(booking)
    assert deletion.purge() == {"bookings": 0}


TUESDAY = datetime(2026, 10, 13, 17, 30, tzinfo=BERLIN)


@pytest.fixture
def clock():
    with time_machine.travel(TUESDAY - timedelta(days=3), tick=False) as traveller:
        yield traveller


@pytest.fixture
def booked(clock, family):
    """Three families for two evenings; nobody will type in who came."""
    date = WorkshopDateFactory(workshop__sign_up="series", starts=TUESDAY - timedelta(days=1))
    WorkshopDateFactory(workshop=date.workshop, starts=TUESDAY)
    for name in ("Samira", "Olena", "Yusuf"):
        book(date.workshop, family(name=name, way="sms", phone="+4915112345678", is_another_family=True))
    return date.workshop


def test_names_go_on_the_day_even_if_nobody_has_typed_in_who_came(clock, booked):
    assert {booking.delete_on for booking in booked.bookings.all()} == {date(2026, 10, 27)}
    clock.move_to(datetime(2026, 10, 26, 23, 59, tzinfo=BERLIN))
    assert deletion.purge() == {"bookings": 0}
    clock.move_to(datetime(2026, 10, 27, 0, 1, tzinfo=BERLIN))
    assert deletion.purge() == {"bookings": 3}
    assert not Message.objects.exclude(address="").exists()


def test_a_date_that_falls_out_does_not_keep_them_longer(clock, booked, cast):
    last = booked.dates.latest("starts")
    MembershipFactory(user=cast.coordinator, organisation=booked.organisation, role="coordinator")
    dates.cancel(last, by=cast.coordinator, version=1)
    assert {booking.delete_on for booking in booked.bookings.all()} == {date(2026, 10, 26)}
    workshops.cancel(booked, by=cast.coordinator)
    days = {booking.delete_on for booking in booked.bookings.all()}
    assert days == {date(2026, 10, 14)}, "until then families can learn that nothing takes place"


def test_what_was_booked_stays_and_who_came_can_still_be_typed_in(clock, booked, cast, client):
    clock.move_to(TUESDAY + timedelta(days=20))
    deletion.purge()
    first, second = booked.dates.order_by("starts")
    numbers = Headcount.objects.booked().order_by("date__starts").values_list("families", "new_families")
    assert list(numbers) == [(3, 3), (3, 0)]
    period = (date(2026, 10, 1), date(2026, 10, 31))
    assert Workshop.objects.all().evidence(*period).participations_adults == 0
    MembershipFactory(user=cast.coordinator, organisation=booked.organisation, role="coordinator")
    client.force_login(cast.coordinator)
    with translation.override("en"):
        address = reverse("parentwork:desk_attendance", args=[booked.organisation.slug, first.pk])
    page = client.get(address).text
    assert "3 families had booked." in page
    assert turnout_of(first).absent == 0, "nobody has said so yet"
    said = {"version": 0, "deleted_families": "4", "deleted_adults": "4"}
    assert "No more than 3 families had booked." in client.post(address, said).text
    assert client.post(address, said | {"deleted_families": "0"}).status_code == 422
    assert client.post(address, said | {"deleted_families": "2"}).status_code == 302
    sums = Workshop.objects.all().evidence(*period)
    assert (sums.participations_adults, sums.families) == (4, 2)
    turnout = turnout_of(WorkshopDate.objects.get(pk=first.pk))
    assert (turnout.families, turnout.absent, turnout.adults) == (2, 1, 4)
    assert 'name="deleted_adults" value="4"' in client.get(address).text
    assert WorkshopDate.objects.unrecorded().get() == second


def test_what_is_typed_in_while_they_go_is_not_taken_for_nobody(clock, booked, cast, client):
    date = booked.dates.earliest("starts")
    MembershipFactory(user=cast.coordinator, organisation=booked.organisation, role="coordinator")
    with translation.override("en"):
        address = reverse("parentwork:desk_attendance", args=[booked.organisation.slug, date.pk])
    typed = {"version": 0} | {f"adults_{seat.pk}": "2" for seat in date.taken.all()}
    clock.move_to(TUESDAY + timedelta(days=20))
    deletion.purge()
    client.force_login(cast.coordinator)
    page = client.post(address, typed)
    assert page.status_code == 422
    assert "A booking changed in the meantime." in page.text
    assert "3 families had booked." in page.text
    assert WorkshopDate.objects.get(pk=date.pk).recorded is None


def test_the_family_reads_the_same_day_on_its_page_among_its_data_and_in_the_file(clock, booked, client):
    booking = booked.bookings.first()
    for page in ("", "data/"):
        assert "27 October 2026" in client.get(f"/en/b/{booking.secret}/{page}").text
    assert '"deleted_on": "2026-10-27"' in client.get(f"/en/b/{booking.secret}/data/?file=json").text


LISTS = ["attendance_list", "signed_list", "childcare_list"]


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_with_the_name_of_a_family_goes_when_the_family_cancels(clock, booked, client, cast, kind):
    evening = booked.dates.first()
    MembershipFactory(user=cast.coordinator, organisation=booked.organisation, role="coordinator")
    document = request_document(f"parentwork.{kind}", {"date": evening.pk}, language="de", by=None)
    file = str(finished(document).file.path)
    address = f"/en/documents/{document.pk}/"
    client.force_login(cast.coordinator)
    assert client.get(f"{address}file").status_code == 200
    cancel_booking(booked.bookings.first())
    assert client.get(f"{address}file").status_code == 302
    page = client.get(address).text
    assert "This document is out of date." in page
    assert "Make it again" in page
    documents.purge()
    assert not Path(file).exists()


def test_lists_of_dates_that_the_family_still_comes_to_stay(clock, booked):
    booked.sign_up = "per_date"
    booked.save()
    for evening in booked.dates.all():
        request_document("parentwork.attendance_list", {"date": evening.pk}, language="de", by=None)
    first, second = booked.dates.order_by("starts")
    cancel_booking(booked.bookings.first(), only=[second.pk])
    assert Document.objects.live().get().params == {"date": first.pk}


def test_a_list_goes_when_a_family_of_a_fixed_group_is_excused(clock, booked):
    for evening in booked.dates.all():
        request_document("parentwork.childcare_list", {"date": evening.pk}, language="de", by=None)
    first, second = booked.dates.order_by("starts")
    assert stay_away(booked.bookings.first(), only=[first.pk])
    assert Document.objects.live().get().params == {"date": second.pk}


def test_a_list_goes_when_places_without_an_answer_are_given_on(clock, booked, cast):
    MembershipFactory(user=cast.coordinator, organisation=booked.organisation, role="coordinator")
    booked.remind_days = 3
    booked.save()
    evening = booked.dates.earliest("starts")
    Seat.objects.update(since=timezone.now() - timedelta(days=7))
    request_document("parentwork.attendance_list", {"date": evening.pk}, language="de", by=None)
    assert no_shows.release(evening, [evening.taken.first().pk], by=cast.coordinator) == 1
    assert not Document.objects.live().exists()


def test_files_with_their_names_go_with_them(clock, booked):
    booking, date = booked.bookings.first(), booked.dates.first()
    rows = [("booking_slip", {"booking": booking.pk}), ("attendance_list", {"date": date.pk})]
    for kind, about in rows:
        request_document(f"parentwork.{kind}", about, language="de", by=None)
    other = booked.bookings.last()
    request_document("parentwork.booking_slip", {"booking": other.pk}, language="de", by=None)
    deletion.forget(booked, Booking.objects.filter(pk=booking.pk))
    documents.purge()
    assert [row.params for row in Document.objects.all()] == [{"booking": other.pk}]
