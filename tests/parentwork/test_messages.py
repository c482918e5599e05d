"""What families read: in their language, neutral, never what is no longer true."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from parentwork import clock
from parentwork.choices import ContactWay, SeatState
from parentwork.messages import date_cancelled
from parentwork.models import Booking
from parentwork.services.bookings import book
from portal.lib.dates import BERLIN, moment_words, short_words
from portal.lib.sms import fit
from portal.outbox.kinds import all_kinds, kind_of, text_of
from portal.outbox.models import Message
from tests.factories.parentwork import AssignmentFactory, ConsentFactory, SeatFactory, WorkshopDateFactory

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


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


class TestWhereThereIsRoomAnSmsSaysThePlace:
    @pytest.fixture(autouse=True)
    def booked(self, evening, family, settings):
        settings.SITE_URL = "https://elternbruecke.example"
        book(evening.workshop, family(way=ContactWay.SMS, phone="+4915112345678"))

    def test_after_day_and_time(self, evening):
        assert f"{moment_words(evening.starts, 'de')}, Haus der Vielfalt. " in text("booking_confirmed").sms

    def test_in_another_alphabet_with_its_own_comma_or_not_at_all(self, evening):
        """Seventy letters a part: the words that lead to the booking come first."""
        evening.venue.name = "Café"
        evening.venue.save()
        assert "، Café" in text("booking_confirmed", "fa").sms
        evening.venue.name = "Haus der Vielfalt und der Begegnung am Nordmarkt im Hinterhof"
        evening.venue.save()
        said = text("booking_confirmed", "fa").sms
        assert "Nordmarkt" not in said
        assert fit(said) == said

    @pytest.mark.parametrize("language", ["tr", "uk", "fa", "ru"])
    def test_else_the_day_is_written_in_figures_before_words_are_lost(self, evening, language):
        evening.venue.name = "Haus der Vielfalt und der Begegnung am Nordmarkt im Hinterhof"
        evening.venue.save()
        said = text("booking_confirmed", language).sms
        in_full = moment_words(evening.starts, language)
        assert in_full in said or short_words(evening.starts, language) in said
        assert fit(said) == said

    def test_never_of_a_place_that_is_not_for_everybody(self, evening):
        evening.venue.is_public = False
        evening.venue.save()
        assert "Haus der Vielfalt" not in text("booking_confirmed").sms


class TestWordsThatAreThereInGermanAlone:
    def test_are_called_german_in_a_mail_of_another_language(self, evening, family):
        book(evening.workshop, family(way=ContactWay.MAIL, email="s@example.org"))
        title = evening.workshop.title_de
        assert f"{title} (Almanca)" in text("booking_confirmed", "tr").body
        for language in ("de", "de-x-leicht"):
            assert f"{title}\n" in text("booking_confirmed", language).body
        evening.workshop.title_tr = "Para konusu"
        evening.workshop.save()
        assert "Almanca" not in text("booking_confirmed", "tr").body

    def test_also_the_reason_why_a_date_does_not_take_place(self, evening, family):
        book(evening.workshop, family(way=ContactWay.MAIL, email="s@example.org"))
        evening.state, evening.reason = "cancelled", "Die Leiterin ist krank"
        evening.save()
        date_cancelled(evening)
        assert "Die Leiterin ist krank (Almanca)" in text("date_cancelled", "tr").body


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_the_code_and_the_link_stay_in_an_sms_of_two_parts(evening, family, settings, language):
    settings.SITE_URL = "https://elternbruecke.example"
    evening.seats = 2
    evening.save()
    for kind in ("booking_confirmed", "booking_waiting"):
        booking = book(
            evening.workshop,
            family(way=ContactWay.SMS, phone="+4915112345678", adults=2, accepts_waiting=True),
        )
        short = fit(text(kind, language).sms)
        assert f"{booking.code[:3]} {booking.code[3:]}" in short
        assert booking.secret in short


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


def test_the_other_bookings_of_many_messages_are_found_in_one_query(
    evening, family, django_assert_num_queries
):
    def booked(**contact):
        return book(evening.workshop, family(**contact)).pk

    mail = {"way": ContactWay.MAIL, "email": "s@example.org"}
    call = {"way": ContactWay.CALL, "phone": "+4915112345678"}
    first, second, third = booked(**mail), booked(**mail), booked(**mail)
    called, again = booked(**call), booked(**call)
    booked(way=ContactWay.MAIL, email="other@example.org")
    alone, too = booked(), booked()  # reached by the association: they share no contact
    over = SeatFactory(booking__workshop=evening.workshop, booking__email="s@example.org").booking
    over.seats.update(date=WorkshopDateFactory(workshop=evening.workshop, starts=timezone.now() - WEEK))
    kind = kind_of("parentwork.booking_confirmed")
    with django_assert_num_queries(3):  # the bookings, their seats, and the others
        found = kind.load_many([first, second, called, alone, too])
        others = {pk: [other.pk for other in booking.others] for pk, booking in found.items()}
    assert others == {
        first: [second, third], second: [first, third], called: [again], alone: [], too: [],
    }  # fmt: skip
    assert all(others[pk] == [it.pk for it in Booking.objects.get(pk=pk).others] for pk in others)


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

    @pytest.mark.parametrize("moment", [(11, 28, 10), (12, 1, 15)])
    def test_asked_again_takes_no_more_queries_for_more_families(
        self, evening, moment, django_assert_num_queries
    ):
        for number in (1, 3):
            for _family in range(number):
                SeatFactory(date=evening)
            assert self.remind(datetime(2026, *moment, tzinfo=BERLIN)) == number
            with django_assert_num_queries(3):
                assert self.remind(datetime(2026, *moment, tzinfo=BERLIN)) == 0

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
        assert said.sms.startswith(f"Your meeting: {moment_words(evening.starts, 'en')}, Haus der Vielfalt.")
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
