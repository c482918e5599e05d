"""What a family in the waiting list reads, and the tick that looks after the list."""

from datetime import datetime, timedelta

import pytest
import time_machine

from parentwork import clock
from parentwork.models import Seat
from parentwork.services.bookings import book
from parentwork.services.waiting import Reason, Standing, standings
from portal.lib.dates import BERLIN
from portal.outbox.kinds import kind_of
from portal.outbox.models import Message
from tests.factories.parentwork import SeatFactory, WorkshopDateFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
NOON = datetime(2026, 11, 25, 12, tzinfo=BERLIN)


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def evening():
    """Three seats and one childcare place."""
    return WorkshopDateFactory(workshop__seats=3, workshop__childcare=1, starts=NOON + timedelta(days=7))


@pytest.fixture
def workshop(evening):
    return evening.workshop


def standing(booking) -> list[Standing]:
    return list(standings(list(booking.seats.select_related("date").order_by("date__starts"))).values())


def test_who_waits_learns_for_what(workshop, family):
    book(workshop, family(adults=2, children={"children_3_5": 1}))
    child = book(workshop, family(children={"children_3_5": 1}, accepts_waiting=True))
    two = book(workshop, family(adults=2, accepts_waiting=True))
    one = book(workshop, family(accepts_waiting=True))
    assert standing(child) == [Standing(1, (Reason("childcare", 1, 0),))]
    assert standing(two) == [Standing(2, (Reason("seats", 2, 1),))]
    assert standing(one) == [Standing(3, (Reason("line"),))]


def test_the_page_says_it_in_words(client, workshop, family):
    book(workshop, family(adults=2, children={"children_3_5": 1}))
    two = book(workshop, family(adults=2, children={"children_3_5": 1}, accepts_waiting=True))
    one = book(workshop, family(accepts_waiting=True))
    page = client.get(f"/en/b/{two.secret}/").text
    assert "You are number 1." in page
    assert "You need 2 seats. Free at the moment: 1." in page
    assert "You need 1 childcare place. Free at the moment: 0." in page
    assert "With fewer people you may get places sooner." in page
    page = client.get(f"/en/b/{one.secret}/").text
    assert "You are number 2." in page
    assert "Families before you on the list wait for the same places." in page
    assert "With fewer people" not in page


def test_who_leaves_the_list_is_told_of_no_places_that_it_never_had(client, workshop, family):
    book(workshop, family(adults=3))
    mail = {"way": "mail", "email": "olena@example.org"}
    waiting = book(workshop, family(accepts_waiting=True, **mail))
    question = client.get(f"/en/b/{waiting.secret}/cancel/").text
    assert "<h1>Leave the waiting list</h1>" in question
    assert "You then wait no longer for places." in question
    assert "Your places" not in question
    after = client.post(f"/en/b/{waiting.secret}/cancel/", follow=True).text
    assert "You are no longer on the waiting list" in after
    assert "Your booking is cancelled" not in after
    assert states(waiting) == ["cancelled"]
    message = Message.objects.get(kind="parentwork.booking_cancelled", object_id=waiting.pk)
    kind = kind_of(message.kind)
    text = kind.render(kind.load(waiting.pk), "en", message)
    assert "no longer on the waiting list" in text.subject
    assert "booking is cancelled" not in text.body


def test_who_has_places_is_told_nothing_of_a_list(client, workshop, family):
    page = client.get(f"/en/b/{book(workshop, family()).secret}/").text
    assert "Why do you wait?" not in page


@pytest.mark.parametrize("dates", [1, 3])
def test_the_page_asks_as_often_for_three_dates(client, workshop, dates, django_assert_num_queries):
    seat = SeatFactory(date=workshop.dates.get(), state="waiting", queue=2, adults=4)
    SeatFactory(date=seat.date, state="waiting", queue=1, adults=1)
    for week in range(1, dates):
        date = WorkshopDateFactory(workshop=workshop, starts=seat.date.starts + timedelta(weeks=week))
        SeatFactory(date=date, booking=seat.booking, state="waiting", queue=2, adults=4)
    with django_assert_num_queries(6):
        assert client.get(f"/en/b/{seat.booking.secret}/").status_code == 200


@pytest.fixture
def tight_date_passes(workshop, evening, family, november):
    """A series with one small date; a family waits because of it alone, and then it is over."""
    small = WorkshopDateFactory(workshop=workshop, starts=NOON + timedelta(days=1), seats=1)
    book(workshop, family(adults=1))
    waiting = book(workshop, family(adults=1, accepts_waiting=True))
    november.move_to(small.ends + timedelta(hours=20))
    return waiting


def states(booking) -> list[str]:
    return list(booking.seats.order_by("date__starts").values_list("state", flat=True))


def test_places_that_become_free_by_themselves_are_given_within_the_hour(tight_date_passes):
    assert clock.fill() == 1
    assert states(tight_date_passes) == ["waiting", "confirmed"]
    assert Message.objects.filter(kind="parentwork.moved_up").count() == 1
    assert clock.fill() == 0


@pytest.mark.parametrize("hour", [3, 7, 21])
def test_not_at_night(tight_date_passes, hour, november):
    november.move_to(datetime(2026, 11, 27, hour, tzinfo=BERLIN))
    assert clock.fill() == 0
    assert Seat.objects.waiting().count() == 2
