"""“We are coming” with one tap, places without an answer, and bookings that no family meant."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from parentwork.choices import ContactWay
from parentwork.models import Booking, Seat, WorkshopDate
from parentwork.queries.turnout import turnout_of
from parentwork.services import no_shows
from parentwork.services.bookings import book
from parentwork.services.dates import Day, change
from parentwork.services.numbers import Numbers, change_numbers
from portal.documents import services as documents
from portal.documents.models import Document
from portal.documents.services import request_document
from portal.lib.dates import BERLIN
from portal.outbox.kinds import text_of
from portal.outbox.models import Message
from tests.factories.parentwork import WorkshopDateFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
BOOKED = datetime(2026, 11, 25, 12, tzinfo=BERLIN)
EVENING = datetime(2026, 12, 10, 17, 30, tzinfo=BERLIN)
REMINDED = datetime(2026, 12, 7, 10, tzinfo=BERLIN)


@pytest.fixture(autouse=True)
def time():
    with time_machine.travel(BOOKED, tick=False) as traveller:
        yield traveller


@pytest.fixture
def evening(cast):
    """Three seats and two childcare places; families are reminded three days before."""
    return WorkshopDateFactory(
        workshop__organisation=cast.association, workshop__seats=3, workshop__childcare=2, starts=EVENING
    )


@pytest.fixture
def mail(family):
    def say(name: str, **fields):
        said = {
            "name": name,
            "way": ContactWay.MAIL,
            "email": f"{name.lower()}@example.org",
            "language": "en",
        }
        return family(**said | fields)

    return say


@pytest.fixture
def samira(evening, mail):
    return book(evening.workshop, mail("Samira"))


def seats_of(*bookings) -> list[int]:
    return [booking.seats.get().pk for booking in bookings]


def test_a_family_says_with_one_tap_that_it_comes(client, desk, samira, evening, time):
    address = f"/en/b/{samira.secret}/"
    assert "Yes, we come" not in client.get(address).text
    time.move_to(REMINDED)
    assert "Yes, we come" in client.get(address).text
    assert "1 family has not said yet" in desk.get("desk_date", pk=evening.pk).text
    assert client.get(f"{address}coming/").status_code == 405
    for _tap in range(2):
        answer = client.post(f"{address}coming/", {"date": evening.pk}, follow=True)
        assert "Thank you. We look forward to seeing you." in answer.text
    assert samira.seats.get().promised == REMINDED
    assert "Yes, we come" not in client.get(address).text
    assert "has not said yet" not in desk.get("desk_date", pk=evening.pk).text


@pytest.mark.parametrize("date", ["", "x", "²", "99999999999999999999", "1"])
def test_a_broken_tap_says_nothing(client, samira, date):
    assert client.post(f"/en/b/{samira.secret}/coming/", {"date": date}).status_code == 302
    assert samira.seats.get().promised is None


def test_when_the_date_moves_the_answer_does_not_count_any_more(cast, samira, evening, time):
    time.move_to(REMINDED)
    no_shows.promise(samira, on=evening.pk)
    later = Day(EVENING + timedelta(days=1), EVENING + timedelta(days=1, hours=2), evening.venue, 3, 2)
    change(evening, later, by=cast.coordinator, version=1)
    assert samira.seats.get().promised is None


def test_places_without_an_answer_are_released_after_a_question(desk, evening, mail, time):
    silent, comes = (book(evening.workshop, mail(name)) for name in ("Samira", "Olena"))
    waits = book(evening.workshop, mail("Bela", adults=2, accepts_waiting=True))
    time.move_to(REMINDED)
    no_shows.promise(comes, on=evening.pk)
    ticked = {"seats": seats_of(silent, comes), "what": "release"}
    page = desk.follow(
        desk.address("desk_clear", pk=evening.pk) + f"?what=release&seats={ticked['seats'][0]}"
    )
    assert "Give these places on?" in page.text
    assert Seat.objects.confirmed().count() == 2
    desk.post("desk_clear", ticked, pk=evening.pk)
    assert [booking.seats.get().state for booking in (silent, comes, waits)] == [
        "cancelled", "confirmed", "confirmed"
    ]  # fmt: skip
    (message,) = Message.objects.filter(kind="parentwork.place_released")
    said = text_of(message, "en")
    assert "you did not tell us whether you come" in said.body
    assert f"/en/b/{silent.secret}/" in said.body
    given_up = desk.get("desk_date", pk=evening.pk).text.partition("Have cancelled")[2]
    assert "no answer" in given_up


def test_the_page_of_the_family_says_why_and_lets_it_book_again(client, cast, samira, evening, time):
    time.move_to(REMINDED)
    assert no_shows.release(evening, seats_of(samira), by=cast.coordinator) == 1
    page = client.get(f"/en/b/{samira.secret}/").text
    assert "You did not tell us whether you come." in page
    assert "no longer booked" not in page
    assert "Book again" in page


def test_nobody_loses_places_who_was_not_asked(cast, evening, mail, samira, time):
    assert no_shows.release(evening, seats_of(samira), by=cast.coordinator) == 0
    time.move_to(REMINDED)
    late = book(evening.workshop, mail("Late"))
    assert no_shows.release(evening, seats_of(late), by=cast.coordinator) == 0
    evening.workshop.remind_days = 0
    evening.workshop.save()
    assert no_shows.release(evening, seats_of(samira), by=cast.coordinator) == 0


def test_a_helper_releases_and_removes_nothing(cast, evening, samira, time):
    time.move_to(REMINDED)
    for verb in (no_shows.release, no_shows.remove):
        with pytest.raises(PermissionDenied):
            verb(evening, seats_of(samira), by=cast.helper)


def test_adults_may_be_overbooked_children_never(desk, cast, evening, family):
    form = {
        "starts": "2026-12-10", "begins": "17:30", "ends": "19:30", "venue": evening.venue_id, "seats": 3,
        "childcare": 2, "overbook": 2, "version": 1,
    }  # fmt: skip
    desk.post("desk_edit_date", form, pk=evening.pk)
    book(evening.workshop, family(adults=3, children={"children_3_5": 2}))
    book(evening.workshop, family(adults=2))
    with pytest.raises(Exception, match="All seats are taken"):
        book(evening.workshop, family())
    answer = desk.post("desk_edit_date", form | {"overbook": 0, "version": 2}, pk=evening.pk)
    assert "5 seats are booked already" in answer.text
    evening.refresh_from_db()
    assert (evening.seats, evening.overbook) == (3, 2)


def test_a_family_may_wait_for_as_many_places_as_may_be_booked(evening, family):
    WorkshopDate.objects.filter(pk=evening.pk).update(overbook=2)
    book(evening.workshop, family(adults=3))
    waits = book(evening.workshop, family(adults=evening.seats + 1, accepts_waiting=True))
    change_numbers(waits, Numbers(evening.seats + 2))
    assert waits.seats.get().adults == evening.seats + 2
    for too_many in (
        lambda: change_numbers(waits, Numbers(evening.seats + 3)),
        lambda: book(evening.workshop, family(adults=evening.seats + 3, accepts_waiting=True)),
    ):
        with pytest.raises(ValidationError):
            too_many()


def test_wrong_bookings_are_removed_together_and_count_nowhere(desk, evening, family, mail, time):
    real = book(evening.workshop, mail("Samira"))
    time.move_to(BOOKED + timedelta(hours=1))
    fakes = [
        book(evening.workshop, family(name=f"X{n}", way=ContactWay.SMS, phone="+4915112345678", adults=n))
        for n in (1, 1)
    ]
    page = desk.get("desk_clear", pk=evening.pk).text
    assert page.count("same contact as another booking") == 2
    assert "several bookings in the same minute" not in page  # two in a minute are families of a course
    papers = [("attendance_list", {"date": evening.pk})]
    papers += [("booking_slip", {"booking": booking.pk}) for booking in (*fakes, real)]
    for kind, about in papers:
        request_document(f"parentwork.{kind}", about, language="de", by=None)
    desk.post("desk_clear", {"seats": seats_of(*fakes), "what": "remove"}, pk=evening.pk)
    assert list(Booking.objects.all()) == [real]
    documents.purge()
    assert [row.params for row in Document.objects.all()] == [{"booking": real.pk}], "no file names them"
    assert not Message.objects.filter(address="+4915112345678").exists()
    assert evening.headcounts.count() == 0
    assert turnout_of(evening).absent == 0


def test_three_bookings_in_a_minute_are_noticed(evening, family):
    for _n in range(3):
        book(evening.workshop, family())
    hints = no_shows.suspicions(Seat.objects.select_related("booking"))
    assert list(hints.values()) == [[no_shows.Suspicion.SAME_MINUTE]] * 3


def test_without_a_tick_the_page_asks_for_one(desk, evening, samira):
    address = desk.address("desk_clear", pk=evening.pk)
    answer = desk.follow(f"{address}?what=remove")
    assert answer.status_code == 422
    assert "Tick at least one booking." in answer.text
    assert desk.post("desk_clear", {"what": "remove", "seats": ["x", "²"]}, pk=evening.pk).status_code == 422
    gone = {"what": "remove", "seats": ["999999999999"]}
    assert desk.post("desk_clear", gone, pk=evening.pk).status_code == 302
    assert Booking.objects.count() == 1


@pytest.mark.parametrize("families", [1, 3])
def test_the_page_asks_as_often_for_three_families(desk, evening, mail, families, django_assert_num_queries):
    for number in range(families):
        book(evening.workshop, mail(f"N{number}"))
    with django_assert_num_queries(16):
        assert desk.get("desk_clear", pk=evening.pk).status_code == 200


def test_the_page_says_why_there_is_no_answer(desk, evening, mail, samira, time):
    assert "not asked" in desk.get("desk_clear", pk=evening.pk).text
    time.move_to(REMINDED)
    book(evening.workshop, mail("Late"))
    page = desk.get("desk_clear", pk=evening.pk).text
    assert "Families were reminded" in page
    assert "booked after the reminder" in page


def test_where_all_booked_after_the_reminder_it_claims_none(desk, evening, mail, time):
    time.move_to(REMINDED)
    book(evening.workshop, mail("Late"))
    page = desk.get("desk_clear", pk=evening.pk).text
    assert "No family of this date was reminded" in page
    assert "Families were reminded" not in page
