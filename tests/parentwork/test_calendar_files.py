"""Calendar files: the list to subscribe to, and what mails carry."""

from datetime import date as day
from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from icalendar import Calendar

from organisations.choices import ListingState
from parentwork.choices import ContactWay, DateState, SignUp, VenueKind, WorkshopState
from parentwork.messages.calendars import FILE_NAME
from parentwork.services import dates, workshops
from parentwork.services.bookings import book, cancel_booking
from portal.lib.calendars import Entry, calendar_file
from portal.lib.dates import BERLIN
from portal.outbox.kinds import kind_of, text_of
from portal.outbox.models import Message
from tests.factories.parentwork import VenueFactory, WorkshopDateFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
EVENING = datetime(2027, 3, 23, 17, 30, tzinfo=BERLIN)


@pytest.fixture(autouse=True)
def march():
    with time_machine.travel(EVENING - timedelta(days=14), tick=False):
        yield


def events(content: bytes) -> list:
    calendar = Calendar.from_ical(content)
    assert calendar.errors == []
    return calendar.walk("VEVENT")


def subscribed(client, query: str = "") -> list:
    response = client.get(f"/en/workshops.ics{query}")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return events(response.content)


def titles(found) -> list[str]:
    return [str(event["summary"]) for event in found]


class TestTheListToSubscribeTo:
    def test_holds_every_coming_date_in_order_and_not_only_the_next(self, client):
        later = WorkshopDateFactory(starts=EVENING + timedelta(days=7))
        WorkshopDateFactory(workshop=later.workshop, starts=EVENING)
        WorkshopDateFactory(workshop=later.workshop, starts=EVENING - timedelta(days=30))
        found = subscribed(client)
        assert [event.decoded("dtstart") for event in found] == [EVENING, EVENING + timedelta(days=7)]

    def test_says_each_field_as_it_is(self, client, settings):
        date = WorkshopDateFactory(workshop__title_en="Which school now?", starts=EVENING, version=3)
        (event,) = subscribed(client)
        assert {name: str(event[name]) for name in ("uid", "summary", "status", "url", "location")} == {
            "uid": f"{date.workshop.public_id}-{date.pk}@elternbruecke",
            "summary": "Which school now?",
            "status": "CONFIRMED",
            "url": settings.SITE_URL + date.workshop.get_absolute_url(),
            "location": f"{date.venue.name}, {date.venue.street}, {date.venue.postal_code}",
        }
        assert event.decoded("sequence") == 2
        assert event["dtstart"].params["TZID"] == "Europe/Berlin"
        assert event.decoded("dtend") == date.ends
        calendar = Calendar.from_ical(client.get("/en/workshops.ics").content)
        assert str(calendar["x-wr-calname"]) == "Meetings for parents"
        assert calendar.decoded("refresh-interval") == timedelta(hours=6)
        assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Berlin"]

    def test_takes_the_filters_of_the_list(self, client):
        WorkshopDateFactory(workshop__title_en="Arabic", workshop__languages=["ar"], starts=EVENING)
        WorkshopDateFactory(
            workshop__title_en="Turkish", workshop__languages=["tr"], workshop__childcare=0, starts=EVENING
        )
        assert titles(subscribed(client, "?language=tr")) == ["Turkish"]
        assert titles(subscribed(client, "?childcare=on")) == ["Arabic"]
        assert titles(subscribed(client, "?when=week")) == []

    def test_tells_calendars_what_was_cancelled(self, client):
        date = WorkshopDateFactory(workshop__title_en="One date", starts=EVENING, state=DateState.CANCELLED)
        gone = WorkshopDateFactory(
            workshop__title_en="All of it", workshop__state=WorkshopState.CANCELLED, starts=date.ends,
            state=DateState.CANCELLED,
        )  # fmt: skip
        assert gone.is_cancelled
        found = subscribed(client)
        assert [(str(event["summary"]), str(event["status"])) for event in found] == [
            ("One date", "CANCELLED"), ("All of it", "CANCELLED")
        ]  # fmt: skip

    def test_leaves_out_drafts_and_organisations_that_are_not_listed(self, client):
        WorkshopDateFactory(workshop__state=WorkshopState.DRAFT, starts=EVENING)
        WorkshopDateFactory(workshop__organisation__state=ListingState.SUSPENDED, starts=EVENING)
        assert subscribed(client) == []

    def test_names_no_private_home(self, client):
        home = VenueFactory(kind=VenueKind.HOME, is_public=False, name="Bei Amal", street="Am Weg 1")
        WorkshopDateFactory(venue=home, starts=EVENING)
        assert str(subscribed(client)[0]["location"]) == str(home.postal_code)

    @pytest.mark.parametrize("query", ["?near=Nirgendwo", "?language=xx", "?when=never"])
    def test_refuses_a_filter_that_there_is_not_with_words(self, client, query):
        response = client.get(f"/en/workshops.ics{query}")
        assert (response.status_code, response["Content-Type"]) == (422, "text/plain; charset=utf-8")
        assert response.text

    def test_the_list_leads_to_it_with_its_filters(self, client):
        WorkshopDateFactory(workshop__languages=["tr"], starts=EVENING)
        page = client.get("/en/workshops/?language=tr").text
        assert 'href="/en/workshops.ics?language=tr"' in page
        assert 'href="/en/workshops.ics"' in client.get("/en/workshops/").text

    @pytest.mark.parametrize("count", [1, 3])
    def test_asks_as_often_for_three_dates(self, client, count, django_assert_num_queries):
        for _ in range(count):
            WorkshopDateFactory(starts=EVENING)
        with django_assert_num_queries(3):  # Länder, topics, dates
            assert len(subscribed(client)) == count


def test_the_same_wall_time_before_and_after_the_clocks_change():
    entries = [
        Entry("a", 0, EVENING, moment, moment + timedelta(hours=2), "x", "y", "https://z.example/")
        for moment in (EVENING, EVENING + timedelta(weeks=1))
    ]
    found = events(calendar_file(entries))
    assert [event.decoded("dtstart").hour for event in found] == [17, 17]
    offsets = [event.decoded("dtstart").utcoffset() for event in found]
    assert offsets == [timedelta(hours=1), timedelta(hours=2)]
    assert day(2027, 3, 30) == found[1].decoded("dtstart").date()


@pytest.mark.parametrize(
    "words",
    [
        "Kommt, liebe Eltern; bringt \\Kuchen\\ mit: gern!\nUnd Tee.",
        "مرحبا بكم في المدرسة " * 9,
        "\U0001f46a" * 40,
        "x" * 67,
        "Ein Titel, der länger ist als eine Zeile der Datei und Kommas, Kommas, Kommas hat",
    ],
)
def test_words_come_back_as_they_were_written_from_lines_that_every_program_reads(words):
    entry = Entry("a", 4, EVENING, EVENING, EVENING + timedelta(hours=2), words, words, "https://z.example/")
    content = calendar_file([entry], name="Treffen", method="PUBLISH")
    (event,) = events(content)
    assert (str(event["summary"]), str(event["location"])) == (words, words)
    assert max(map(len, content.split(b"\r\n"))) <= 75
    assert content.endswith(b"END:VCALENDAR\r\n")


def test_a_calendar_without_dates_names_no_clock():
    calendar = Calendar.from_ical(calendar_file([], name="Treffen"))
    assert (calendar.errors, calendar.subcomponents) == ([], [])


class TestInMails:
    @pytest.fixture
    def evening(self, cast):
        home = VenueFactory(
            organisation=cast.association,
            kind=VenueKind.HOME,
            is_public=False,
            name="Bei Amal",
            street="Am Weg 1",
        )
        return WorkshopDateFactory(
            workshop__organisation=cast.association, workshop__title_de="Über Geld reden",
            workshop__venue=home, workshop__seats=2, starts=EVENING,
        )  # fmt: skip

    @pytest.fixture
    def booking(self, evening, family):
        return book(evening.workshop, family(way=ContactWay.MAIL, email="s@example.org"))

    def carried(self, kind: str) -> list[tuple[str, str, int]]:
        """UID, status and sequence of the dates that the newest mail of the kind carries."""
        text = text_of(Message.objects.filter(kind=f"parentwork.{kind}").latest("id"), "de")
        assert text is not None
        ((name, content, media_type),) = text.attachments
        assert (name, media_type) == (FILE_NAME, "text/calendar")
        assert str(Calendar.from_ical(content)["method"]) == "PUBLISH"
        return [(str(it["uid"]), str(it["status"]), it.decoded("sequence")) for it in events(content)]

    def test_a_confirmation_brings_the_place_and_no_topic(self, booking, evening):
        text = text_of(Message.objects.get(), "de")
        assert text is not None
        (event,) = events(text.attachments[0][1])
        assert str(event["summary"]) == "Elterntreff Nordstadt"
        assert str(event["location"]) == f"Bei Amal, Am Weg 1, {evening.venue.postal_code}"
        assert str(event["url"]).endswith(f"/de/b/{booking.secret}/")
        assert self.carried("booking_confirmed") == [(evening.uid, "CONFIRMED", 0)]

    def test_below_another_language_the_german_asks_nothing_more_and_brings_no_second_file(
        self, evening, family, django_assert_num_queries
    ):
        book(evening.workshop, family(way=ContactWay.MAIL, email="s@example.org", language="ar"))
        message = Message.objects.get()
        kind = kind_of(message.kind)
        with django_assert_num_queries(3):
            booking = kind.load(message.object_id)
            assert kind.still_wanted(booking, message)
            arabic, german = (kind.render(booking, language, message) for language in ("ar", "de"))
        assert [name for name, *_rest in arabic.attachments] == [FILE_NAME]
        assert german.attachments == ()

    def test_a_moved_date_replaces_itself(self, cast, booking, evening):
        moved = dates.Day(
            EVENING + timedelta(days=1), EVENING + timedelta(days=1, hours=2), evening.venue, 2, 0
        )
        dates.change(evening, moved, by=cast.coordinator, version=1)
        assert self.carried("date_changed") == [(evening.uid, "CONFIRMED", 1)]

    def test_a_cancelled_date_disappears(self, cast, booking, evening):
        WorkshopDateFactory(workshop=evening.workshop, starts=EVENING + timedelta(days=7))
        dates.cancel(evening, by=cast.coordinator, version=1)
        assert self.carried("date_cancelled") == [(evening.uid, "CANCELLED", 1)]

    def test_a_cancelled_workshop_disappears(self, cast, booking, evening):
        workshops.cancel(evening.workshop, by=cast.coordinator)
        assert self.carried("workshop_cancelled") == [(evening.uid, "CANCELLED", 1)]

    def test_what_the_family_gave_up_disappears_though_the_date_stays(self, booking, evening):
        cancel_booking(booking)
        assert self.carried("booking_cancelled") == [(evening.uid, "CANCELLED", 1)]

    def test_who_only_waits_gets_no_date_into_the_calendar(self, evening, family):
        evening.workshop.sign_up = SignUp.PER_DATE
        evening.workshop.save()
        said = {"way": ContactWay.MAIL, "dates": (evening.pk,)}
        book(evening.workshop, family(email="a@example.org", adults=2, **said))
        book(evening.workshop, family(email="b@example.org", accepts_waiting=True, **said))
        text = text_of(Message.objects.latest("id"), "de")
        assert text is not None
        assert text.attachments == ()


def test_stamps_are_moments_and_never_in_the_future(client):
    WorkshopDateFactory(starts=EVENING)
    assert subscribed(client)[0].decoded("dtstamp") <= timezone.now()
