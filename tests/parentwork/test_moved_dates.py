"""A date moves: families read when it was, when it is, and where they say no to it alone."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.conf import settings

from parentwork.choices import ContactWay, SignUp
from parentwork.services import dates
from parentwork.services.bookings import book
from parentwork.services.dates import Day
from portal.lib.dates import BERLIN, short_words
from portal.lib.sms import fit
from portal.outbox.kinds import text_of
from portal.outbox.models import Message
from tests.factories.parentwork import VenueFactory, WorkshopDateFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
TUESDAY = datetime(2026, 12, 1, 17, 30, tzinfo=BERLIN)


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(datetime(2026, 11, 25, 12, tzinfo=BERLIN), tick=False):
        yield


@pytest.fixture
def evening(cast):
    """The first of two evenings that belong together, in a portal that has many."""
    first = WorkshopDateFactory(pk=700_000, workshop__organisation=cast.association, starts=TUESDAY)
    WorkshopDateFactory(workshop=first.workshop, starts=TUESDAY + timedelta(days=7))
    return first


@pytest.fixture
def move(cast, evening):
    def to(starts: datetime, **change) -> None:
        evening.refresh_from_db()
        day = {"starts": starts, "ends": starts + timedelta(hours=2), "venue": evening.venue} | change
        day |= {"seats": evening.seats, "childcare": evening.childcare}
        dates.change(evening, Day(**day), by=cast.coordinator, version=evening.version)

    return to


@pytest.fixture
def mail(evening, family):
    return book(evening.workshop, family(way=ContactWay.MAIL, email="s@example.org"))


def news(language: str = "en"):
    return text_of(Message.objects.filter(kind="parentwork.date_changed").latest("id"), language)


def test_the_mail_says_when_it_was_and_when_it_is(mail, move):
    move(TUESDAY + timedelta(days=2, hours=1))
    said = news("de").body
    assert said.index("Di., 1. Dezember, 17:30") < said.index("Do., 3. Dezember, 18:30")


def test_the_mail_leads_to_a_question_about_this_date_alone(client, mail, evening, move):
    move(TUESDAY + timedelta(days=2))
    link = f"/en/b/{mail.secret}/cancel/?dates={evening.pk}"
    assert link in news().body
    question = client.get(link)
    assert [seat.date_id for seat in question.context["form"].given_up] == [evening.pk]
    assert "You keep your places in the group." in question.text


def test_a_family_that_waits_for_the_group_is_led_to_its_page(evening, family, move):
    for date in evening.workshop.dates.all():
        date.seats = 1
        date.save()
    book(evening.workshop, family())
    waits = book(evening.workshop, family(way=ContactWay.MAIL, email="s@example.org", accepts_waiting=True))
    move(TUESDAY + timedelta(days=2))
    said = text_of(Message.objects.get(kind="parentwork.date_changed", channel="mail"), "en").body
    assert f"/en/b/{waits.secret}/#d{evening.pk}" in said
    assert "cancel/" not in said


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_an_sms_has_room_for_both_times_and_the_way_there(evening, family, move, settings, language):
    settings.SITE_URL = "https://elternbruecke.example"
    booking = book(evening.workshop, family(way=ContactWay.SMS, phone="+4915112345678", language=language))
    thursday = TUESDAY + timedelta(days=2)
    move(thursday)
    short = fit(news(language).sms)
    for part in (short_words(TUESDAY, language), short_words(thursday, language)):
        assert part in short
    assert short.endswith(f"/b/{booking.secret}/#d{evening.pk}")


def test_the_page_stands_where_the_sms_leads(client, mail, evening):
    assert f'id="d{evening.pk}"' in client.get(f"/en/b/{mail.secret}/").text


def test_of_two_moves_it_says_when_the_family_still_thought_it_was(mail, move):
    for days in (1, 2):
        move(TUESDAY + timedelta(days=days))
    said = news("de").body
    assert "Di., 1. Dezember, 17:30" in said
    assert "Mi., 2. Dezember" not in said


def test_a_family_that_knows_of_the_first_move_reads_that_one(mail, move, django_capture_on_commit_callbacks):
    for days in (1, 2):
        with django_capture_on_commit_callbacks(execute=days == 1):
            move(TUESDAY + timedelta(days=days))
    assert "Mi., 2. Dezember, 17:30" in news("de").body
    assert "Di., 1. Dezember" not in news("de").body


def test_another_room_at_the_same_time_is_not_called_another_time(cast, mail, move):
    move(TUESDAY, venue=VenueFactory(organisation=cast.association, name="Großer Saal"))
    said = news()
    assert "It was:" not in said.body
    assert "Großer Saal" in said.body
    assert said.sms.startswith("Changed: your meeting is now on")


def test_where_each_date_is_booked_for_itself_the_question_gives_up_its_places(client, evening, family, move):
    evening.workshop.sign_up = SignUp.PER_DATE
    evening.workshop.save()
    booking = book(evening.workshop, family(way=ContactWay.MAIL, email="s@example.org", dates=(evening.pk,)))
    move(TUESDAY + timedelta(days=2))
    question = client.get(f"/en/b/{booking.secret}/cancel/?dates={evening.pk}").text
    assert "Your places then go to another family." in question


def test_the_page_of_the_family_shows_the_old_time_beside_the_new_one(client, mail, evening, family, move):
    assert "It was:" not in client.get(f"/en/b/{mail.secret}/").text
    with time_machine.travel(datetime(2026, 11, 26, 12, tzinfo=BERLIN), tick=False):
        move(TUESDAY + timedelta(days=2))
        page = client.get(f"/en/b/{mail.secret}/").text
        assert 'It was: <span class="nowrap">Tuesday 1 December, 17:30</span>' in page
    with time_machine.travel(datetime(2026, 11, 27, 12, tzinfo=BERLIN), tick=False):
        later = book(evening.workshop, family())
        assert "It was:" not in client.get(f"/en/b/{later.secret}/").text, "it knows no other time"


def knows(booking, evening) -> datetime | None:
    return booking.seats.get(date=evening).moved_from


def test_the_page_says_when_it_was_as_the_message_does(
    mail, move, evening, family, django_capture_on_commit_callbacks
):
    wednesday, thursday = (TUESDAY + timedelta(days=days) for days in (1, 2))
    move(wednesday)
    later = book(evening.workshop, family())
    move(thursday)
    assert knows(mail, evening) == TUESDAY, "nobody told her of the Wednesday"
    assert knows(later, evening) == wednesday
    with django_capture_on_commit_callbacks(execute=True):
        move(wednesday)
    assert (knows(mail, evening), knows(later, evening)) == (TUESDAY, None), "back where it was"
    move(TUESDAY)
    assert knows(mail, evening) == wednesday, "of which she was told"


def test_another_room_leaves_the_old_time_where_it_stood(cast, mail, move, evening):
    thursday = TUESDAY + timedelta(days=2)
    move(thursday)
    move(thursday, venue=VenueFactory(organisation=cast.association))
    assert knows(mail, evening) == TUESDAY
