"""A family changes how it is reached, and stops all messages."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from parentwork import messages
from parentwork.choices import ConsentPurpose, ContactWay
from parentwork.models import Attendance, Seat, WorkshopDate
from parentwork.services import consents, dates
from parentwork.services.bookings import book
from parentwork.services.families import Family
from parentwork.services.reaching import change_contact
from portal.outbox.clock import drop_calls
from portal.outbox.kinds import text_of
from portal.outbox.models import Message
from tests.factories.parentwork import WorkshopDateFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
OLD, NEW = "old@example.org", "+4915112345678"


@pytest.fixture
def evening(cast):
    return WorkshopDateFactory(workshop__organisation=cast.association)


@pytest.fixture
def booking(evening, family):
    return book(evening.workshop, family(way=ContactWay.MAIL, email=OLD, language="tr"))


def say(client, booking, **said):
    return client.post(reverse("parentwork:reach", args=[booking.secret]), {"language": "tr"} | said)


def waiting() -> list[tuple[str, str, str]]:
    rows = Message.objects.filter(state="due").order_by("pk")
    return [(row.kind.removeprefix("parentwork."), row.channel, row.address) for row in rows]


def test_the_page_of_the_booking_leads_there_and_shows_what_was_said(client, booking):
    address = reverse("parentwork:reach", args=[booking.secret])
    assert address in client.get(booking.get_absolute_url()).text
    assert OLD in client.get(address).text


def test_from_now_on_the_family_is_told_at_its_new_number_in_its_new_language(client, booking):
    assert waiting() == [("booking_confirmed", "mail", OLD)]
    answer = say(client, booking, way="sms", phone="0151 12345678", language="ar")
    assert answer["Location"] == f"{booking.get_absolute_url()}?wished"
    booking.refresh_from_db()
    assert (booking.way, booking.email, booking.number, booking.language) == ("sms", "", NEW, "ar")
    assert waiting() == [("booking_confirmed", "sms", NEW)]
    assert not Message.objects.filter(address=OLD).exists(), "nothing is kept of the old address"


def test_the_same_once_more_changes_nothing(client, booking):
    for _tap in range(2):
        say(client, booking, way="mail", email=OLD)
    assert waiting() == [("booking_confirmed", "mail", OLD)]


def test_who_goes_back_to_the_old_address_is_told_there(client, booking):
    say(client, booking, way="sms", phone="0151 12345678")
    say(client, booking, way="mail", email=OLD)
    assert waiting() == [("booking_confirmed", "mail", OLD)]


def test_what_waits_is_written_in_the_new_language(client, booking):
    say(client, booking, way="mail", email=OLD, language="ar")
    assert Message.objects.get().language == "ar"


def test_what_a_wrong_address_did_not_reach_goes_to_the_right_one(client, booking):
    Message.objects.update(state="failed", finished_at=timezone.now(), error="550", attempts=1)
    say(client, booking, way="mail", email="new@example.org")
    assert waiting() == [("booking_confirmed", "mail", "new@example.org")]


def test_what_was_sent_before_is_not_sent_again(client, booking):
    Message.objects.update(state="sent", finished_at=timezone.now())
    say(client, booking, way="mail", email="new@example.org")
    assert waiting() == []


def test_who_wants_no_messages_gets_none_and_is_told_by_the_association(client, cast, evening, booking):
    consents.give(booking, ConsentPurpose.INVITATIONS)
    say(client, booking, way="association")
    dates.cancel(evening, by=cast.coordinator, version=evening.version)
    assert not Message.objects.filter(state="due").exclude(channel="call").exists()
    assert ("date_cancelled", "call", "") in waiting()
    assert not booking.consents.exists(), "nor an invitation"


def test_nobody_is_called_only_to_be_thanked(client, booking):
    seat = booking.seats.get()
    WorkshopDate.objects.filter(pk=seat.date_id).update(
        starts=timezone.now() - timedelta(hours=3), ends=timezone.now() - timedelta(hours=1)
    )
    Attendance.objects.create(seat=seat, adults=1, children=0, cared_for=0, recorded=timezone.now())
    messages.thank(Seat.objects.select_related("date", "booking__workshop"))
    assert text_of(Message.objects.get(kind="parentwork.thanks"), "en") is not None
    say(client, booking, way="call", phone="0231 1234567")
    drop_calls()
    assert "thanks" not in [kind for kind, _channel, _address in waiting()]


def test_invitations_follow(client, booking):
    consents.give(booking, ConsentPurpose.INVITATIONS)
    say(client, booking, way="sms", phone="0151 12345678")
    row = booking.consents.get()
    assert (row.way, row.email, row.number) == ("sms", "", NEW)


@pytest.mark.parametrize(
    "said",
    [
        {"way": "mail"},
        {"way": "sms", "phone": "0231 1234567"},
        {"way": "pigeon"},
        {"way": "call", "phone": "x"},
    ],
)
def test_what_is_missing_is_named_and_nothing_changes(client, booking, said):
    refused = say(client, booking, **said)
    assert refused.status_code == 422
    assert 'class="error-summary"' in refused.text
    booking.refresh_from_db()
    assert booking.email == OLD


def test_the_association_changes_it_for_a_family_that_calls(desk, cast, booking):
    assert desk.address("desk_reach", pk=booking.pk) in desk.get("desk_booking", pk=booking.pk).text
    assert "How do you reach the family" in desk.get("desk_reach", pk=booking.pk).text
    said = {"way": "call", "phone": "0231 1234567", "language": "tr"}
    assert desk.post("desk_reach", said, pk=booking.pk)["Location"] == desk.address(
        "desk_booking", pk=booking.pk
    )
    booking.refresh_from_db()
    assert (booking.way, booking.number) == ("call", "+492311234567")
    for stranger in (cast.reader, cast.foreign_coordinator, cast.portal_staff):
        with pytest.raises(PermissionDenied):
            change_contact(booking, Family(name="", way="association"), by=stranger)


def test_a_family_that_was_only_called_gets_its_link_by_mail(desk, cast, evening, family):
    """It booked on the phone, so nothing was ever sent."""
    called = book(evening.workshop, family(way=ContactWay.CALL, phone="0231 1234567"), by=cast.coordinator)
    assert waiting() == []
    for address in (OLD, OLD, "new@example.org"):
        desk.post("desk_reach", {"way": "mail", "email": address, "language": "tr"}, pk=called.pk)
    assert waiting() == [("booking_confirmed", "mail", "new@example.org")], "the first was not sent yet"
    Message.objects.update(state="sent", finished_at=timezone.now())
    desk.post("desk_reach", {"way": "mail", "email": "new@example.org", "language": "ar"}, pk=called.pk)
    assert waiting() == [], "the same address"
    desk.post("desk_reach", {"way": "mail", "email": OLD, "language": "ar"}, pk=called.pk)
    assert waiting() == [("booking_confirmed", "mail", OLD)]
    text = text_of(Message.objects.get(state="due"), "en")
    assert text is not None
    assert called.secret in text.body


def test_nor_is_a_family_told_that_comes_to_nothing_any_more(desk, cast, evening, family):
    called = book(evening.workshop, family(way=ContactWay.CALL, phone="0231 1234567"), by=cast.coordinator)
    called.seats.update(state="cancelled")
    desk.post("desk_reach", {"way": "mail", "email": OLD, "language": "tr"}, pk=called.pk)
    assert waiting() == []
