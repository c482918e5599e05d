"""What families read: in their language, neutral, never what is no longer true."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from parentwork import clock
from parentwork.choices import ContactWay, SeatState
from parentwork.models import Booking
from parentwork.services.bookings import book
from portal.lib.dates import BERLIN, moment_words
from portal.outbox.kinds import all_kinds, text_of
from portal.outbox.models import Message
from tests.factories.parentwork import AssignmentFactory, ConsentFactory, SeatFactory, WorkshopDateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def evening():
    return WorkshopDateFactory(
        workshop__title_de="Über Geld reden", starts=datetime(2026, 12, 1, 17, 30, tzinfo=BERLIN)
    )


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(datetime(2026, 11, 25, 12, tzinfo=BERLIN), tick=False):
        yield


def text(kind: str, language: str = "de"):
    return text_of(Message.objects.filter(kind=f"parentwork.{kind}").latest("id"), language)


def test_a_confirmation_says_when_where_and_how_to_cancel(evening, family):
    booking = book(evening.workshop, family(way=ContactWay.MAIL, email="s@example.org"))
    said = text("booking_confirmed")
    assert f"{booking.code[:3]} {booking.code[3:]}" in said.body
    assert "Di., 1. Dezember, 17:30" in said.body
    assert "Beuthstraße 21" in said.body
    assert f"/de/b/{booking.secret}/" in said.body
    assert "\n\n\n\n" not in said.body


def test_subject_and_sms_name_no_topic(evening, family):
    book(evening.workshop, family(way=ContactWay.SMS, phone="+4915112345678"))
    said = text("booking_confirmed", "en")
    assert "Geld" not in said.subject + said.sms
    assert said.sms.startswith("Your places are reserved")
    assert len(said.sms) <= 306


def test_without_a_gateway_families_are_called_instead(evening, family, settings):
    settings.SMS_POSSIBLE = False
    book(evening.workshop, family(way=ContactWay.SMS, phone="+4915112345678"))
    message = Message.objects.get()
    assert (message.channel, message.address) == ("call", "+4915112345678")


def test_only_the_owner_of_a_contact_is_told_that_there_are_two_bookings(evening, family):
    first = book(evening.workshop, family(way=ContactWay.MAIL, email="s@example.org"))
    assert "There is another booking" not in text("booking_confirmed", "en").body
    book(evening.workshop, family(way=ContactWay.MAIL, email="s@example.org"))
    said = text("booking_confirmed", "en").body
    assert "There is another booking with your contact" in said
    assert f"{first.code[:3]} {first.code[3:]}" in said


def test_the_link_leads_to_the_page_in_the_reader_s_language(evening, family):
    booking = book(evening.workshop, family(way=ContactWay.MAIL, email="s@example.org", language="ar"))
    assert f"/ar/b/{booking.secret}/" in text("booking_confirmed", "ar").body


BY_MAIL_ALONE = ("parentwork.need", "parentwork.partnership")


def test_every_kind_has_words_for_mail_and_sms(evening):
    seat, question = SeatFactory(date=evening), AssignmentFactory(date=evening, secret="s" * 24)
    consent = ConsentFactory(booking=seat.booking)
    for kind in all_kinds():
        if not kind.key.startswith("parentwork.") or kind.key.startswith(BY_MAIL_ALONE):
            continue
        obj = seat if hasattr(kind, "states") else seat.booking
        if kind.key.startswith("parentwork.helper"):
            obj = question
        if kind.key == "parentwork.invitation":
            obj = consent
        message = Message(kind=kind.key, object_id=obj.pk, version=str(evening.workshop_id))
        said = kind.render(kind.load(obj.pk), "en", message)
        assert said.subject, kind.key
        assert said.body, kind.key
        assert said.sms, kind.key


def test_nobody_is_told_about_a_deleted_booking(evening, family):
    book(evening.workshop, family(way=ContactWay.MAIL, email="s@example.org"))
    Booking.objects.all().delete()
    assert text("booking_confirmed") is None


class TestReminder:
    def remind(self, moment: datetime) -> int:
        with time_machine.travel(moment, tick=False):
            return clock.remind()

    def posted(self) -> list[str]:
        rows = Message.objects.order_by("pk").values_list("kind", flat=True)
        return [kind.removeprefix("parentwork.") for kind in rows]

    def test_comes_three_days_and_three_hours_before_and_each_once(self, evening):
        SeatFactory(date=evening)
        assert self.remind(datetime(2026, 11, 27, 10, tzinfo=BERLIN)) == 0
        for hour in (9, 10, 19):
            self.remind(datetime(2026, 11, 28, hour, tzinfo=BERLIN))
        assert self.posted() == ["reminder"]
        for moment in ((11, 29, 10), (11, 30, 10), (12, 1, 9), (12, 1, 14)):
            assert self.remind(datetime(2026, *moment, tzinfo=BERLIN)) == 0
        for minute in (30, 45):
            self.remind(datetime(2026, 12, 1, 14, minute, tzinfo=BERLIN))
        assert self.posted() == ["reminder", "reminder_soon"]
        assert self.remind(datetime(2026, 12, 1, 17, 30, tzinfo=BERLIN)) == 0

    @pytest.mark.parametrize(
        ("days", "hours", "moment", "count"),
        [
            (1, 0, datetime(2026, 11, 30, 10, tzinfo=BERLIN), 1),
            (14, 0, datetime(2026, 11, 17, 10, tzinfo=BERLIN), 1),
            (0, 0, datetime(2026, 11, 28, 10, tzinfo=BERLIN), 0),
            (0, 0, datetime(2026, 12, 1, 16, tzinfo=BERLIN), 0),
            (0, 6, datetime(2026, 12, 1, 11, 30, tzinfo=BERLIN), 1),
            (0, 6, datetime(2026, 12, 1, 11, 29, tzinfo=BERLIN), 0),
        ],
    )
    def test_each_workshop_says_when(self, evening, days, hours, moment, count):
        SeatFactory(date=evening)
        evening.workshop.remind_days, evening.workshop.remind_hours = days, hours
        evening.workshop.save()
        Booking.objects.update(created=moment - timedelta(days=1))
        assert self.remind(moment) == count

    def test_names_the_day_so_that_it_stays_true_whenever_it_is_read(self, evening):
        SeatFactory(date=evening)
        self.remind(datetime(2026, 11, 28, 10, tzinfo=BERLIN))
        said = text("reminder", "en")
        assert said.subject == "Your meeting is soon"
        assert said.sms.startswith(f"Your meeting: {moment_words(evening.starts, 'en')}.")
        assert "omorrow" not in said.subject + said.body + said.sms

    def test_nobody_is_called_three_hours_before(self, evening):
        SeatFactory(date=evening, booking__way=ContactWay.CALL)
        self.remind(datetime(2026, 12, 1, 15, tzinfo=BERLIN))
        assert self.posted() == []
        self.remind(datetime(2026, 11, 28, 10, tzinfo=BERLIN))
        assert self.posted() == ["reminder"]

    @pytest.mark.parametrize("hour", [2, 8, 20])
    def test_never_at_night(self, evening, hour):
        SeatFactory(date=evening)
        assert self.remind(datetime(2026, 11, 28, hour, tzinfo=BERLIN)) == 0

    def test_not_to_those_who_wait_or_have_just_booked(self, evening):
        SeatFactory(date=evening, state=SeatState.WAITING, queue=1)
        late = SeatFactory(date=evening).booking
        Booking.objects.filter(pk=late.pk).update(created=datetime(2026, 12, 1, 13, tzinfo=BERLIN))
        assert self.remind(datetime(2026, 12, 1, 15, tzinfo=BERLIN)) == 0

    def test_who_books_after_the_first_reminder_still_gets_the_second(self, evening):
        late = SeatFactory(date=evening).booking
        Booking.objects.filter(pk=late.pk).update(created=datetime(2026, 11, 30, 13, tzinfo=BERLIN))
        assert self.remind(datetime(2026, 11, 30, 18, tzinfo=BERLIN)) == 0
        assert self.remind(datetime(2026, 12, 1, 15, tzinfo=BERLIN)) == 1

    def test_not_sent_any_more_when_the_date_has_moved(self, evening):
        SeatFactory(date=evening)
        self.remind(datetime(2026, 11, 28, 10, tzinfo=BERLIN))
        assert text("reminder") is not None
        evening.starts += timedelta(days=1)
        evening.ends += timedelta(days=1)
        evening.save()
        assert text("reminder") is None
        assert timezone.now() < evening.starts
