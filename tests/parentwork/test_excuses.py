"""A family of a fixed group misses single dates: it is excused, keeps its place, and can still come."""

from datetime import time, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.utils import timezone

from parentwork import clock
from parentwork.choices import SignUp
from parentwork.models import Attendance, Seat
from parentwork.queries.turnout import turnout_of
from parentwork.reports.lists import ChildcareListPdf, attendance_list
from parentwork.reports.slips import BookingSlip
from parentwork.services import dates as date_services
from parentwork.services import no_shows
from parentwork.services.bookings import book
from parentwork.services.dates import Day
from parentwork.services.excuses import stay_away
from portal.lib.dates import BERLIN, at_berlin, span_words, today
from portal.outbox.models import Message
from tests.factories.parentwork import SeatFactory, VenueFactory, WorkshopDateFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def evenings(workshop):
    """Three evenings of a group for four adults."""
    first = WorkshopDateFactory(workshop=workshop, seats=4, childcare=2)
    return [first] + [
        WorkshopDateFactory(
            workshop=workshop, starts=first.starts + timedelta(days=days), seats=4, childcare=2
        )
        for days in (7, 14)
    ]


@pytest.fixture
def booking(workshop, evenings, family):
    return book(workshop, family(adults=4, email="s@example.org", way="mail"))


@pytest.fixture
def waits(workshop, booking, family):
    return book(workshop, family(name="Oksana", accepts_waiting=True))


def excused(booking) -> list[bool]:
    return [bool(seat.excused) for seat in booking.seats.order_by("date__starts")]


def states(booking) -> set[str]:
    return set(booking.seats.values_list("state", flat=True))


def page_of(client, booking) -> str:
    return client.get(f"/en/b/{booking.secret}/").text


class TestOnThePageOfTheFamily:
    def test_each_date_can_be_said_no_to(self, client, booking, evenings):
        page = page_of(client, booking)
        for date in evenings:
            assert f'href="/en/b/{booking.secret}/cancel/?dates={date.pk}"' in page
        assert "Cancel one date or all" in page

    def test_the_question_says_that_the_places_stay_and_changes_nothing(self, client, booking, evenings):
        question = client.get(f"/en/b/{booking.secret}/cancel/?dates={evenings[0].pk}").text
        assert "You keep your places in the group." in question
        assert "Your places then go to another family." not in question
        assert excused(booking) == [False] * 3

    def test_it_is_excused_on_this_date_and_keeps_its_places_on_all(self, client, booking, waits, evenings):
        sent = {"dates": [evenings[0].pk]}
        for _tap in range(2):
            after = client.post(f"/en/b/{booking.secret}/cancel/", sent, follow=True).text
        assert "The organisation knows that you do not come" in after
        assert "you do not come" in after
        assert excused(booking) == [True, False, False]
        assert (states(booking), states(waits)) == ({"confirmed"}, {"waiting"})
        assert not Message.objects.filter(kind="parentwork.booking_cancelled").exists()

    def test_it_comes_after_all_with_one_tap(self, client, booking, evenings):
        stay_away(booking, only=[evenings[0].pk])
        assert "We come after all" in page_of(client, booking)
        for _tap in range(2):
            client.post(f"/en/b/{booking.secret}/coming/", {"date": evenings[0].pk})
        assert excused(booking) == [False] * 3
        assert "We come after all" not in page_of(client, booking)

    def test_who_comes_to_no_date_that_is_left_gives_up_its_place(self, client, booking, waits, evenings):
        stay_away(booking, only=[evenings[0].pk])
        rest = [date.pk for date in evenings[1:]]
        question = client.get(f"/en/b/{booking.secret}/cancel/?dates={rest[0]}&dates={rest[1]}")
        assert [seat.date_id for seat in question.context["form"].given_up] == [date.pk for date in evenings]
        assert "Your places then go to another family." in question.text
        after = client.post(f"/en/b/{booking.secret}/cancel/", {"dates": rest}, follow=True).text
        assert "Your booking is cancelled" in after
        assert states(booking) == {"cancelled"}
        assert states(waits) != {"waiting"}

    def test_all_dates_are_still_given_up_at_once(self, client, booking):
        client.post(f"/en/b/{booking.secret}/cancel/", {"all": "1"})
        assert states(booking) == {"cancelled"}

    def test_who_waits_for_the_group_waits_for_all_of_it(self, client, waits, evenings):
        assert "Not on this day" not in page_of(client, waits)
        assert 'name="dates"' not in client.get(f"/en/b/{waits.secret}/cancel/").text
        stay_away(waits, only=[evenings[0].pk])
        assert excused(waits) == [False] * 3

    def test_the_last_date_of_a_group_is_cancelled_as_a_whole(self, client, booking, evenings):
        with time_machine.travel(evenings[1].ends + timedelta(days=1)):
            assert "Not on this day" not in page_of(client, booking)
            client.post(f"/en/b/{booking.secret}/cancel/", {"dates": [evenings[2].pk]})
        assert booking.seats.get(date=evenings[2]).state == "cancelled"

    @pytest.mark.parametrize("asks", [True, False])
    def test_who_says_no_to_a_date_that_has_begun_keeps_the_last_one(self, client, booking, evenings, asks):
        address, named = f"/en/b/{booking.secret}/cancel/", {"dates": [evenings[1].pk]}
        with time_machine.travel(evenings[1].starts + timedelta(minutes=1)):
            if asks:
                assert "Do you want to cancel?" not in client.get(address, named).text
            else:
                client.post(address, named)
        assert booking.seats.get(date=evenings[2]).state == "confirmed"

    def test_what_is_kept_says_so(self, client, booking, evenings):
        stay_away(booking, only=[evenings[0].pk])
        address = f"/en/b/{booking.secret}/data/"
        assert "you do not come" in client.get(address).text
        said = client.get(address + "?file=json").json()["dates"]
        assert [bool(date["said_that_it_does_not_come"]) for date in said] == [True, False, False]

    def test_the_slip_names_the_dates_on_which_it_comes(self, booking, evenings):
        stay_away(booking, only=[evenings[0].pk])
        slip = BookingSlip().gather({"booking": booking.pk}, "en")
        assert slip.dates == tuple((span_words(date.starts, date.ends, "en"), False) for date in evenings[1:])


def test_where_each_date_is_booked_for_itself_the_places_go_on(workshop, evenings, family):
    workshop.sign_up, workshop.offers_places = SignUp.PER_DATE, False
    workshop.save()
    all_dates = tuple(date.pk for date in evenings)
    booking = book(workshop, family(adults=4, dates=all_dates))
    waits = book(workshop, family(dates=all_dates[:1], accepts_waiting=True))
    stay_away(booking, only=all_dates[:1])
    assert list(booking.seats.order_by("date__starts").values_list("state", flat=True)) == [
        "cancelled", "confirmed", "confirmed"
    ]  # fmt: skip
    assert (states(waits), excused(booking)) == ({"confirmed"}, [False] * 3)


def test_who_is_excused_is_neither_reminded_nor_asked_whether_it_comes(booking, evenings):
    evening = evenings[0]
    starts = at_berlin(today() + timedelta(days=3), evening.starts.astimezone(BERLIN).time())
    type(evening).objects.filter(pk=evening.pk).update(starts=starts, ends=starts + timedelta(hours=2))
    stay_away(booking, only=[evening.pk])
    with time_machine.travel(at_berlin(today(), time(10)), tick=False):
        type(booking).objects.update(created=timezone.now() - timedelta(days=1))
        assert clock.remind() == 0
        assert not booking.seats.get(date=evening).is_asked
        no_shows.promise(booking, on=evening.pk)
        assert clock.remind() == 1


def test_a_date_that_moves_asks_anew(cast, booking, evenings):
    stay_away(booking, only=[evenings[0].pk])
    date, later = evenings[0], timedelta(days=1)
    moved = Day(date.starts + later, date.ends + later, date.venue, date.seats, date.childcare)
    date_services.change(date, moved, by=cast.coordinator, version=date.version)
    assert excused(booking) == [False] * 3


def test_another_room_at_the_same_time_does_not(cast, booking, evenings):
    stay_away(booking, only=[evenings[0].pk])
    date, other = evenings[0], VenueFactory(organisation=cast.association)
    moved = Day(date.starts, date.ends, other, date.seats, date.childcare)
    date_services.change(date, moved, by=cast.coordinator, version=date.version)
    assert excused(booking) == [True, False, False]


def test_nobody_both_comes_and_is_excused(booking, evenings):
    with pytest.raises(IntegrityError):
        Seat.objects.filter(date=evenings[0]).update(promised=timezone.now(), excused=timezone.now())


class TestAtTheDesk:
    def test_a_family_that_calls_is_excused_and_comes_after_all(self, desk, booking, evenings):
        address = desk.address("desk_cancel_booking", pk=booking.pk)
        question = desk.follow(f"{address}?chosen=1&dates={evenings[0].pk}").text
        assert "Excuse the family?" in question
        assert "The family keeps its places in the group, and nobody else gets them." in question
        desk.post("desk_cancel_booking", {"dates": [evenings[0].pk]}, pk=booking.pk)
        assert excused(booking) == [True, False, False]
        assert "Comes after all" in desk.get("desk_booking", pk=booking.pk).text
        desk.post("desk_comes", {"date": evenings[0].pk}, pk=booking.pk)
        assert excused(booking) == [False] * 3

    def test_the_page_of_the_date_counts_who_is_excused(self, desk, booking, evenings):
        stay_away(booking, only=[evenings[0].pk])
        assert "1 family is excused for this date." in desk.get("desk_date", pk=evenings[0].pk).text
        assert "excused for this date" not in desk.get("desk_date", pk=evenings[1].pk).text

    def test_lists_expect_nobody_who_is_excused(self, workshop, evenings, family):
        booking = book(workshop, family(adults=2, children={"children_3_5": 1}))
        stay_away(booking, only=[evenings[0].pk])
        missed, kept = (attendance_list(date, "en") for date in evenings[:2])
        assert [(line.name, line.is_excused) for line in missed.families] == [("Samira", True)]
        assert (missed.adults, missed.childcare) == (0, 0)
        assert (kept.adults, kept.childcare) == (2, 1)
        cared = [ChildcareListPdf().gather({"date": date.pk}, "en").children for date in evenings[:2]]
        assert cared == [0, 1]

    def test_who_was_excused_is_not_counted_as_missing(self, workshop):
        over = WorkshopDateFactory(workshop=workshop, starts=timezone.now() - timedelta(days=1))
        for moment in (None, timezone.now() - timedelta(days=3)):
            Attendance.objects.create(
                seat=SeatFactory(date=over, excused=moment), adults=0, children=0, cared_for=0,
                recorded=timezone.now(),
            )  # fmt: skip
        assert turnout_of(over).absent == 1

    @pytest.mark.parametrize(
        "role", ["reader", "foreign_coordinator", "umbrella_coordinator", "portal_staff"]
    )
    def test_nobody_else_speaks_for_a_family(self, cast, booking, evenings, role):
        for act in (
            lambda by: stay_away(booking, only=[evenings[0].pk], by=by),
            lambda by: no_shows.promise(booking, on=evenings[0].pk, by=by),
        ):
            with pytest.raises(PermissionDenied):
                act(getattr(cast, role))
