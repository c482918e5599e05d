"""A family sees all that is kept of it, and has it forgotten, with nothing but its code."""

import json
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from parentwork.choices import ContactWay, SeatState
from parentwork.models import Attendance, Booking, Headcount, WorkshopDate
from parentwork.services.bookings import book, cancel_booking
from portal.lib import codes
from portal.lib.dates import BERLIN
from portal.outbox.models import Message
from tests.factories.parentwork import SeatFactory, WorkshopDateFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def booking(family):
    """Samira came last week, and comes again."""
    date = WorkshopDateFactory(workshop__seats=2)
    said = family(way=ContactWay.MAIL, email="s@example.org", adults=2, children={"children_3_5": 1})
    booking = book(date.workshop, said)
    past = WorkshopDateFactory(workshop=date.workshop, starts=timezone.now() - timedelta(days=7))
    seat = SeatFactory(date=past, booking=booking, adults=2, childcare=1)
    Attendance.objects.create(seat=seat, adults=2, children=1, cared_for=1)
    return booking


def address(booking, what: str) -> str:
    return f"/en/b/{booking.secret}/{what}/"


def test_its_page_leads_to_all_that_is_kept(client, booking):
    assert f'href="{address(booking, "data")}"' in client.get(f"/en/b/{booking.secret}/").text
    page = client.get(address(booking, "data")).text
    for kept in ("Samira", "s@example.org", "2 adults, 1 child"):
        assert kept in page


def kept_on(answer) -> str:
    """The list of what is kept, as page and file show it."""
    return answer.text.partition("<dl")[2].partition("</dl>")[0]


def test_the_file_says_what_the_page_says_in_the_words_of_the_family(client, booking):
    address_in_turkish = address(booking, "data").replace("/en/", "/tr/")
    page, answer = client.get(address_in_turkish), client.get(address_in_turkish + "?file")
    assert answer["Content-Disposition"] == f'attachment; filename="{booking.code}.html"'
    assert answer["Content-Type"].startswith("text/html")
    assert kept_on(answer) == kept_on(page)
    assert '<html lang="tr"' in answer.text
    assert 'href="?' not in answer.text, "it stands alone"


def test_the_page_has_all_that_the_file_for_programs_has(client, booking):
    shown = kept_on(client.get(address(booking, "data")))
    assert codes.spaced(booking.code) in shown
    assert "Children, 3 to 5 years</dt><dd>1<" in shown
    assert date_format(booking.created.astimezone(BERLIN), "SHORT_DATETIME_FORMAT") in shown
    assert "Booking confirmed · " in shown, "the message that bears the address"
    kept = json.loads(client.get(address(booking, "data") + "?file=json").content)
    assert {message["address"] for message in kept["messages"]} == {"s@example.org"}


def test_a_date_that_was_called_off_is_not_called_confirmed(client, booking):
    WorkshopDate.objects.filter(taken__booking=booking).update(state="cancelled", reason="Wasser")
    shown = kept_on(client.get(address(booking, "data")))
    assert shown.count("does not take place") == 2
    assert "confirmed · 2 adults" not in shown
    kept = json.loads(client.get(address(booking, "data") + "?file=json").content)
    assert [seat["state"] for seat in kept["dates"]] == ["called_off", "called_off"]


def test_as_a_file_that_programs_read(client, booking):
    answer = client.get(address(booking, "data") + "?file=json")
    assert answer["Content-Disposition"] == f'attachment; filename="{booking.code}.json"'
    kept = json.loads(answer.content)
    assert (kept["name"], kept["email"], kept["children"]["children_3_5"]) == ("Samira", "s@example.org", 1)
    assert [(seat["state"], seat["came"]) for seat in kept["dates"]] == [
        ("confirmed", {"adults": 2, "children": 1}), ("confirmed", None)
    ]  # fmt: skip
    assert datetime.fromisoformat(kept["dates"][1]["starts"]) > timezone.now()


def test_nothing_that_is_kept_is_left_out_of_the_file(client, booking):
    """A new column of the booking must be shown to the family, or be named here."""
    kept = json.loads(client.get(address(booking, "data") + "?file=json").content)
    columns = {field.name for field in Booking._meta.concrete_fields}
    shown = kept.keys() | kept["children"].keys()
    known = {"created": "booked", "delete_on": "deleted_on"}
    internal = {"id", "secret", "token", "entered_by"}
    assert {known.get(name, name) for name in columns - internal} - shown == set()


def test_a_question_comes_before_anything_is_deleted(client, booking):
    page = client.get(address(booking, "forget")).text
    assert "You then give up your places." in page
    assert 'name="sure"' in client.post(address(booking, "forget")).text
    assert Booking.objects.count() == 1


def test_forgotten_it_is_gone_at_once_and_leaves_sums(client, booking, family):
    waiting = book(booking.workshop, family(accepts_waiting=True))
    after = client.post(address(booking, "forget"), {"sure": "1"}, follow=True)
    assert "Your booking is deleted" in after.text
    assert client.get(f"/en/b/{booking.secret}/").status_code == 404
    assert list(Booking.objects.all()) == [waiting]
    assert waiting.seats.get().state == SeatState.CONFIRMED
    kept = Headcount.objects.get()
    assert (kept.adults, kept.children, kept.families) == (2, 1, 1)


def test_its_address_goes_from_the_messages_too(client, booking):
    client.post(address(booking, "forget"), {"sure": "1"})
    assert Message.objects.filter(object_id=booking.pk, kind__startswith="parentwork.booking").count() > 0
    assert not Message.objects.filter(address="s@example.org").exists()
    assert not Message.objects.exclude(state__in=["dropped", "sent"]).exists()


def test_a_second_tap_finds_nothing(client, booking):
    for status in (302, 404):
        assert client.post(address(booking, "forget"), {"sure": "1"}).status_code == status


def test_what_is_still_to_be_said_on_the_telephone_is_not_called_told(client, family, desk, cast):
    date = WorkshopDateFactory(workshop__organisation=cast.association)
    booking = book(date.workshop, family(way=ContactWay.CALL, phone="+4915112345678"))
    call = Message.objects.get(object_id=booking.pk, channel="call")
    shown = kept_on(client.get(address(booking, "data")))
    assert "you are still told by telephone or in person" in shown
    kept = json.loads(client.get(address(booking, "data") + "?file=json").content)
    assert [(message["channel"], message["state"]) for message in kept["messages"]] == [("call", "due")]
    desk.post("desk_call_done", pk=call.pk)
    shown = kept_on(client.get(address(booking, "data")))
    assert "you were told" in shown
    assert "you are still told" not in shown


def test_a_mail_that_waits_is_not_called_sent(client, booking):
    assert "not sent yet" in kept_on(client.get(address(booking, "data")))
    Message.objects.update(state="sent", finished_at=timezone.now())
    assert "is sent (" in kept_on(client.get(address(booking, "data")))


def test_words_of_the_reader_s_language_leave_no_gap_for_a_mark(client, booking):
    data = client.get(address(booking, "data").replace("/en/", "/de/")).text
    booked = booking.workshop
    form = client.get(f"/de/workshops/{booked.pk}-{booked.slug}/book/").text
    for page in (data, form):
        assert "</span>  ·" not in page
        assert f"{booked.title_de}  ·" not in page


def test_who_leaves_reads_at_once_that_nobody_calls_any_more(client, family):
    date = WorkshopDateFactory()
    booking = book(date.workshop, family(way=ContactWay.CALL, phone="0231 1234567"))
    still = "you are still told by telephone or in person"
    assert still in client.get(address(booking, "data")).text
    cancel_booking(booking)
    page = client.get(address(booking, "data")).text
    assert still not in page
    assert "not sent, not needed any more" in page
