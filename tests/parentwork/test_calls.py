"""The call list: what runs out first, what the helper reads aloud, and what the family answers."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from parentwork import clock, messages
from parentwork.choices import AssignmentState, ContactWay, HelperRole, SignUp
from parentwork.models import Booking, Seat
from parentwork.services import dates as date_services
from parentwork.services.bookings import book, cancel_booking
from parentwork.services.calling import Answer, carry_out
from parentwork.services.dates import Day
from parentwork.services.excuses import stay_away
from portal.lib import phones
from portal.lib.dates import BERLIN
from portal.outbox.clock import drop_calls
from portal.outbox.kinds import text_of
from portal.outbox.models import Message
from tests.factories.parentwork import (
    AssignmentFactory,
    HelperFactory,
    VenueFactory,
    WorkshopDateFactory,
    WorkshopFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
NOON = datetime(2026, 11, 25, 12, tzinfo=BERLIN)


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def evenings(workshop):
    """Two evenings for one family each, and who is next is asked."""
    workshop.offers_places = True
    workshop.save()
    return [
        WorkshopDateFactory(workshop=workshop, seats=1, starts=NOON + timedelta(days=days, hours=5))
        for days in (14, 21)
    ]


@pytest.fixture
def by_phone(workshop, family):
    def books(name: str, **fields):
        phone = f"+49151123456{len(name):02}"
        said = {"way": ContactWay.CALL, "phone": phone, "language": "en", "accepts_waiting": True}
        return book(workshop, family(name=name, **said | fields))

    return books


@pytest.fixture
def offered(evenings, by_phone):
    """Somebody gave up the places, and Amal is asked in front of Oksana; nobody was called yet."""
    early, amal, oksana = (by_phone(name) for name in ("Ida", "Amal", "Oksana"))
    cancel_booking(early)
    return amal, oksana


def call_about(kind: str, name: str = "Amal") -> Message:
    return Message.objects.filter(kind=f"parentwork.{kind}", channel="call", name=name).latest("id")


def seats_of(booking) -> set[str]:
    return set(booking.seats.values_list("state", flat=True))


def names_on(page: str) -> list[str]:
    return re.findall(r"<th scope=\"row\">.*?<bdi>(.*?)</bdi>", page)


def part_of(page: str, call: Message) -> str:
    """What the page of a family says of one call."""
    return page.partition(f'id="call-{call.pk}"')[2].partition("</section>")[0]


def moved(cast, date, *, days: int = 1, venue=None) -> Message:
    later = timedelta(days=days)
    to = Day(date.starts + later, date.ends + later, venue or date.venue, date.seats, date.childcare)
    date_services.change(date, to, by=cast.coordinator, version=date.version)
    return call_about("date_changed")


class TestTheList:
    def test_places_that_run_out_stand_first_with_their_time(self, desk, offered):
        page = desk.get("desk_calls").text
        assert names_on(page)[0] == "Amal"
        assert "Places offered" in page.partition("</tr>")[2].partition("</tr>")[0]
        assert "answer until Friday 27 November, 12:00" in page

    def test_what_is_too_late_first_stands_first(self, desk, cast, offered, family):
        """A meeting of tomorrow, then an offer that runs out, then a meeting of next week."""
        for name, days in (("Zoya", 7), ("Olena", 1)):
            near = WorkshopDateFactory(
                workshop=WorkshopFactory(organisation=cast.association), starts=NOON + timedelta(days=days)
            )
            book(near.workshop, family(name=name, way=ContactWay.CALL, phone="+4915112345699"))
        assert names_on(desk.get("desk_calls").text)[:3] == ["Olena", "Amal", "Zoya"]

    def test_who_only_waits_is_marked(self, desk, cast, evenings, offered):
        moved(cast, evenings[0])
        rows = {name: row for row in desk.get("desk_calls").text.split("<tr>") for name in names_on(row)}
        mark = '<span class="tag tag-warn">waiting list</span>'
        assert mark in rows["Oksana"]
        assert mark not in rows["Amal"]

    def test_numbers_are_written_as_everywhere_else(self, desk, evenings, by_phone):
        booking = by_phone("Amal")
        written = f'<bdi dir="ltr">{phones.written(booking.phone)}</bdi>'
        for page in (desk.get("desk_calls"), desk.get("desk_call", pk=Message.objects.get().pk)):
            assert f'href="tel:{booking.number}"' in page.text
            assert written in page.text

    def test_an_offer_that_ran_out_waits_its_turn(self, desk, offered, november):
        november.move_to(NOON + timedelta(days=3))
        Message.objects.filter(pk=call_about("booking_waiting").pk).delete()
        assert names_on(desk.get("desk_calls").text) == ["Oksana", "Amal"]

    def test_of_a_date_that_moved_it_says_when_it_was(self, desk, cast, evenings, by_phone):
        by_phone("Amal")
        moved(cast, evenings[0])
        page = desk.get("desk_calls").text
        assert "It was: Wednesday 9 December, 17:00" in page
        assert page.index("Thursday 10 December, 17:00") < page.index("It was:")

    def test_it_asks_the_database_as_often_with_more_calls(
        self, desk, workshop, family, django_assert_num_queries
    ):
        WorkshopDateFactory(workshop=workshop)
        for number in (1, 3):
            for _family in range(number):
                book(workshop, family(accepts_waiting=True))
            desk.get("desk_calls")  # notes once that somebody reads it
            with django_assert_num_queries(20):
                desk.get("desk_calls")


class TestOneEntryForEachFamily:
    """Several messages to one family are one call, in which all is said."""

    @pytest.fixture
    def moved_twice(self, desk, cast, evenings, by_phone):
        """Amal booked and is to hear of two moved evenings."""
        by_phone("Amal")
        moved(cast, evenings[0])
        moved(cast, evenings[1])
        return list(Message.objects.filter(name="Amal").order_by("pk"))

    def test_it_stands_once_with_all_that_is_to_be_said_the_oldest_first(self, desk, moved_twice):
        page = desk.get("desk_calls").text
        assert names_on(page) == ["Amal"]
        assert re.findall(r"<li>(.*?)<br>", page) == ["Booking confirmed", "Date changed", "Date changed"]
        assert "<h2>1 family</h2>" in page

    def test_who_needs_not_be_told_any_more_is_not_counted(self, desk, moved_twice, by_phone):
        gone = by_phone("Leila")
        assert "<h2>2 families</h2>" in desk.get("desk_calls").text
        cancel_booking(gone)
        page = desk.get("desk_calls").text
        assert names_on(page) == ["Amal"]
        assert "<h2>1 family</h2>" in page

    def test_its_page_says_all_and_each_is_ticked_off_alone(self, desk, moved_twice):
        first, *rest = moved_twice
        page = desk.get("desk_call", pk=rest[0].pk).text
        assert "3 things to say" in page
        assert re.findall(r'id="call-(\d+)"', page) == [str(call.pk) for call in moved_twice]
        answer = desk.post("desk_call_done", pk=first.pk)
        assert answer["Location"] == desk.address("desk_call", pk=rest[0].pk)
        assert call_done(first)
        assert not any(map(call_done, rest))

    def test_all_at_once_is_one_tap_in_the_name_of_who_called(self, desk, cast, moved_twice):
        answer = desk.post(
            "desk_call_done",
            {"of": [*(call.pk for call in moved_twice), "x", "9" * 5000]},
            pk=moved_twice[0].pk,
        )
        assert answer["Location"] == desk.address("desk_calls")
        assert all(map(call_done, moved_twice))
        assert {call.ticked_off_by for call in moved_twice} == {cast.coordinator}
        assert "Nobody to call" in desk.get("desk_calls").text

    def test_no_call_of_another_organisation_is_ticked_off_with_them(self, desk, cast, moved_twice):
        other = Message.objects.create(
            kind="parentwork.reminder", object_id=1, key="x", channel="call", language="de",
            account="organisation:0", due=NOON,
        )  # fmt: skip
        desk.post("desk_call_done", {"of": [other.pk]}, pk=moved_twice[0].pk)
        assert not call_done(other)

    def test_families_that_share_a_number_or_a_name_are_not_one(self, desk, workshop, evenings, family):
        """Told apart by the name under a number, and by the booking where there is none."""
        workshop.seats = 9
        workshop.save()
        phone = {"way": ContactWay.CALL, "phone": "+4915112345600", "accepts_waiting": True}
        for said in (phone | {"name": "Amal"}, phone | {"name": "Oksana"}, {"name": "Ida"}, {"name": "Ida"}):
            book(workshop, family(**{"accepts_waiting": True} | said))
        assert names_on(desk.get("desk_calls").text) == ["Amal", "Oksana", "Ida", "Ida"]

    def test_a_cancelled_date_does_not_stand_in_an_older_call(self, desk, cast, evenings, by_phone):
        by_phone("Amal")
        date_services.cancel(evenings[0], by=cast.coordinator, version=evenings[0].version)
        page = desk.get("desk_calls").text
        confirmed, cancelled = re.findall(
            r"<li>(.*?)</li>", page.partition("<tbody>")[2].partition("</tbody>")[0], re.S
        )
        assert "9 December" not in confirmed
        assert "16 December" in confirmed
        assert "9 December" in cancelled
        assert "does not take place" in cancelled

    def test_what_is_untrue_is_not_said_though_the_clock_did_not_come_by_yet(
        self, desk, cast, evenings, by_phone
    ):
        by_phone("Amal")
        call = moved(cast, evenings[0])
        evenings[0].refresh_from_db()
        date_services.cancel(evenings[0], by=cast.coordinator, version=evenings[0].version)
        assert "Date changed" not in desk.get("desk_calls").text
        assert f'id="call-{call.pk}"' not in desk.get("desk_call", pk=call.pk).text

    def test_who_gave_no_number_is_met_by_who_entered_it_or_leads(self, desk, cast, workshop, family):
        evening = WorkshopDateFactory(workshop=workshop, starts=NOON + timedelta(days=5))
        lead = HelperFactory(organisation=cast.association, name="Fatma")
        AssignmentFactory(date=evening, helper=lead, role=HelperRole.LEAD, state=AssignmentState.AGREED)
        booking = book(workshop, family(name="Ida"))
        for page in (desk.get("desk_calls"), desk.get("desk_call", pk=Message.objects.get().pk)):
            assert "Who sees the family: <bdi>Fatma</bdi>" in page.text.replace("\n", "")
        Booking.objects.filter(pk=booking.pk).update(entered_by=cast.editor)
        assert f"<bdi>{cast.editor.name} and Fatma</bdi>" in desk.get("desk_calls").text


class TestWhatIsNoLongerTrue:
    def test_it_drops_off_the_list_by_itself_and_all_else_stays(self, desk, cast, offered, november):
        november.move_to(NOON + timedelta(days=2))
        clock.fill()  # now Oksana is asked
        old, new = call_about("places_offered"), call_about("places_offered", "Oksana")
        assert drop_calls() > 0
        assert names_on(desk.get("desk_calls").text)[0] == "Oksana"
        for call, state in ((old, "dropped"), (new, "due")):
            call.refresh_from_db()
            assert call.state == state
        assert drop_calls() == 0

    def test_a_call_of_which_nobody_can_say_whether_it_is_true_stops_no_other(
        self, cast, offered, november, monkeypatch
    ):
        cancel_booking(offered[0])

        def broken(kind, obj, message):
            raise ZeroDivisionError

        monkeypatch.setattr("parentwork.messages.kinds.BookingWaiting.still_wanted", broken)
        drop_calls()
        assert call_about("places_offered").state == "dropped"
        assert call_about("booking_waiting", "Oksana").state == "due"


class TestWhatIsReadAloud:
    def said(self, desk, message: Message) -> str:
        part = part_of(desk.get("desk_call", pk=message.pk).text, message)
        return part.partition("<blockquote")[2].partition("<form")[0]

    @pytest.mark.parametrize(("kind", "name"), [("booking_waiting", "Oksana"), ("places_offered", "Amal")])
    def test_the_code_is_spelled_and_no_address_is_read(self, desk, offered, kind, name):
        said = self.said(desk, call_about(kind, name))
        (code,) = (booking.code for booking in offered if booking.name == name)
        assert "Your code: " + " – ".join(code) in said
        assert "http" not in said
        assert "/b/" not in said

    def test_a_moved_date_is_told_with_both_times_and_a_question(self, desk, cast, evenings, by_phone):
        by_phone("Amal")
        said = self.said(desk, moved(cast, evenings[0]))
        assert "Wednesday 9 December, 17:00" in said
        assert "Thursday 10 December, 17:00" in said
        assert "Do you come?" in said
        assert "http" not in said

    def test_a_mail_keeps_its_link(self, workshop, evenings, family):
        booking = book(workshop, family(way=ContactWay.MAIL, email="s@example.org"))
        assert f"/en/b/{booking.secret}/" in text_of(Message.objects.get(), "en").body


class TestWhatTheFamilyAnswers:
    def answer(self, desk, message: Message, said: str):
        return desk.post("desk_call_answered", {"answer_given": said}, pk=message.pk)

    def test_it_takes_the_places_and_the_call_is_off_the_list(self, desk, cast, offered):
        call = call_about("places_offered")
        assert "The family takes the places" in desk.get("desk_call", pk=call.pk).text
        for _press in range(2):
            answer = self.answer(desk, call, "takes")
            assert answer["Location"] == desk.address("desk_calls")
        call.refresh_from_db()
        assert (seats_of(offered[0]), call.state, call.ticked_off_by) == (
            {"confirmed"}, "done", cast.coordinator
        )  # fmt: skip

    def test_it_gives_them_on_and_the_next_family_is_to_be_called(self, desk, offered):
        call = call_about("places_offered")
        self.answer(desk, call, "gives_on")
        assert call_done(call)
        assert [seats_of(booking) for booking in offered] == [{"cancelled"}, {"offered"}]
        assert names_on(desk.get("desk_calls").text)[0] == "Oksana"

    def late(self, desk, call: Message) -> None:
        page = desk.get("desk_call", pk=call.pk).text
        assert "The time to answer is over, but nobody else was asked yet." in page
        assert "Do you take the places?" in page
        assert "Please answer until" not in page

    def test_it_may_answer_late_as_long_as_nobody_else_was_asked(self, desk, offered, november):
        call = call_about("places_offered")
        november.move_to(NOON + timedelta(days=2, minutes=5))
        self.late(desk, call)
        assert "answer until" not in desk.get("desk_calls").text
        self.answer(desk, call, "takes")
        assert (seats_of(offered[0]), call_done(call)) == ({"confirmed"}, True)

    def test_alone_in_line_it_still_answers_to_the_first_call(self, desk, offered, november):
        cancel_booking(offered[1])
        november.move_to(NOON + timedelta(days=2))
        clock.fill()
        call = call_about("places_offered")
        assert "They are kept until Monday 30 November, 12:00" in desk.get("desk_call", pk=call.pk).text
        self.answer(desk, call, "takes")
        assert (seats_of(offered[0]), call_done(call)) == ({"confirmed"}, True)

    def test_of_two_dates_that_become_free_one_after_the_other_both_are_asked_about(
        self, desk, workshop, evenings, by_phone, november
    ):
        workshop.sign_up = SignUp.PER_DATE
        workshop.save()
        ida, amal = (by_phone(name, dates=tuple(date.pk for date in evenings)) for name in ("Ida", "Amal"))
        for evening in evenings:
            cancel_booking(ida, only=[evening.pk])
            november.shift(timedelta(hours=1))
        calls = Message.objects.filter(kind="parentwork.places_offered", channel="call")
        assert len(calls) == 2
        for call in calls:
            self.answer(desk, call, "takes")
            assert call_done(call)
        assert seats_of(amal) == {"confirmed"}

    def test_who_did_not_say_whether_it_comes_is_asked_whether_it_books_again(self, desk, evenings, by_phone):
        booking = by_phone("Amal")
        seat = booking.seats.get(date=evenings[0])
        Seat.objects.filter(pk=seat.pk).update(state="cancelled", is_released=True)
        seat.refresh_from_db()
        messages.released(seat)
        assert "Do you want to book again?" in desk.get("desk_call", pk=call_about("place_released").pk).text

    def test_an_answer_that_comes_too_late_stays_on_the_list(self, desk, offered):
        call = call_about("places_offered")
        cancel_booking(offered[0])
        answer = self.answer(desk, call, "takes")
        assert answer["Location"] == desk.address("desk_call", pk=call.pk)
        assert "This is no longer possible." in desk.follow(answer["Location"]).text
        call.refresh_from_db()
        assert call.state == "due"

    def test_of_two_taps_at_once_the_second_finds_it_done(self, desk, cast, evenings, by_phone, monkeypatch):
        by_phone("Amal")
        call = moved(cast, evenings[0])

        def twice(*said, by):
            carry_out(*said, by=by)
            return carry_out(*said, by=by)

        monkeypatch.setattr("parentwork.views.desk_calls.carry_out", twice)
        rest = desk.address("desk_call", pk=call_about("booking_confirmed").pk)
        assert self.answer(desk, call, "stays_away")["Location"] == rest
        assert "no longer possible" not in desk.get("desk_calls").text
        assert call_done(call)

    def test_a_call_that_was_dropped_meanwhile_is_no_error(self, desk, offered, monkeypatch):
        call = call_about("places_offered")

        def dropped(message, *said, by):
            Message.objects.filter(pk=message.pk).update(state="dropped", finished_at=NOON)
            return carry_out(message, *said, by=by)

        monkeypatch.setattr("parentwork.views.desk_calls.carry_out", dropped)
        assert self.answer(desk, call, "takes")["Location"] == desk.address("desk_calls")
        assert seats_of(offered[0]) == {"offered"}

    def test_a_family_of_a_group_comes_then_or_is_excused(self, desk, cast, evenings, by_phone):
        booking = by_phone("Amal")
        call = moved(cast, evenings[0])
        page = desk.get("desk_call", pk=call.pk).text
        assert "A family that does not come is excused for this date" in page
        self.answer(desk, call, "stays_away")
        seat = booking.seats.get(date=evenings[0])
        assert (bool(seat.excused), seats_of(booking)) == (True, {"confirmed"})
        assert call_done(call)

    def test_who_is_excused_already_does_not_come_to_another_room_either(
        self, desk, cast, evenings, by_phone
    ):
        booking = by_phone("Amal")
        stay_away(booking, only=[evenings[0].pk])
        call = moved(cast, evenings[0], days=0, venue=VenueFactory(organisation=cast.association))
        self.answer(desk, call, "stays_away")
        assert (bool(booking.seats.get(date=evenings[0]).excused), call_done(call)) == (True, True)

    def test_where_each_date_is_booked_for_itself_its_places_go_on(
        self, desk, cast, workshop, evenings, by_phone
    ):
        workshop.sign_up = SignUp.PER_DATE
        workshop.save()
        amal, oksana = (by_phone(name, dates=(evenings[0].pk,)) for name in ("Amal", "Oksana"))
        call = moved(cast, evenings[0])
        page = desk.get("desk_call", pk=call.pk).text
        assert "Its places then go to the next family on the waiting list." in page
        self.answer(desk, call, "stays_away")
        assert [seats_of(booking) for booking in (amal, oksana)] == [{"cancelled"}, {"offered"}]
        assert call_done(call)

    def test_who_says_that_it_comes_need_not_say_it_again(self, desk, evenings, by_phone):
        booking = by_phone("Amal")
        messages.remind(Seat.objects.filter(date=evenings[0]))
        self.answer(desk, call_about("reminder"), "comes")
        assert booking.seats.get(date=evenings[0]).promised
        assert call_done(call_about("reminder"))

    def test_who_is_only_told_something_is_asked_nothing(self, desk, evenings, by_phone):
        booking = by_phone("Amal")
        call = call_about("booking_confirmed")
        assert "What does the family say?" not in part_of(desk.get("desk_call", pk=call.pk).text, call)
        self.answer(desk, call, "stays_away")
        assert (seats_of(booking), call_done(call)) == ({"confirmed"}, False)

    @pytest.mark.parametrize("said", ["", "x", "comes", "stays_away"])
    def test_what_is_no_answer_changes_nothing(self, desk, offered, said):
        call = call_about("places_offered")
        assert self.answer(desk, call, said).status_code == 302
        assert (seats_of(offered[0]), call_done(call)) == ({"offered"}, False)

    def test_nobody_answers_for_a_family_of_others(self, cast, offered):
        with pytest.raises(PermissionDenied):
            carry_out(call_about("places_offered"), Answer.TAKES, by=cast.foreign_coordinator)
        assert seats_of(offered[0]) == {"offered"}


def call_done(call: Message) -> bool:
    call.refresh_from_db()
    return call.state == "done"
