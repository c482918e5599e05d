"""A family books, waits, moves up and cancels."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from parentwork.choices import ContactWay, DateState, SeatState, SignUp, WorkshopState
from parentwork.models import Booking, Seat
from parentwork.services import deletion
from parentwork.services.bookings import book, cancel_booking
from portal.lib.dates import BERLIN, today
from portal.outbox.models import Message
from tests.factories.organisations import MembershipFactory
from tests.factories.parentwork import WorkshopDateFactory, WorkshopFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def evening():
    """One evening with four seats and two childcare places."""
    return WorkshopDateFactory(workshop__seats=4, workshop__childcare=2)


@pytest.fixture
def workshop(evening):
    return evening.workshop


def states(booking) -> list[str]:
    return list(booking.seats.order_by("date__starts").values_list("state", flat=True))


def errors_of(raised) -> dict[str, list[str]]:
    return raised.value.message_dict


def kinds_for(booking) -> list[str]:
    rows = Message.objects.filter(object_id=booking.pk).order_by("id")
    return [row.kind.removeprefix("parentwork.") for row in rows]


def test_a_family_gets_seats_and_childcare_together(workshop, family):
    booking = book(workshop, family(adults=2, children={"children_3_5": 1, "children_6_9": 1}))
    seat = booking.seats.get()
    assert (seat.state, seat.adults, seat.childcare, seat.queue) == (SeatState.CONFIRMED, 2, 2, None)
    assert (booking.children_3_5, booking.children_6_9, booking.childcare) == (1, 1, 2)
    assert kinds_for(booking) == ["booking_confirmed"]


def test_the_deletion_date_is_fourteen_days_after_the_last_date(workshop, evening, family):
    booking = book(workshop, family())
    last_day = evening.ends.astimezone(BERLIN).date()
    assert booking.delete_on == last_day + timedelta(days=14)


def test_what_a_family_read_of_lists_to_sign_stays_what_was_promised(workshop, family):
    before = book(workshop, family())
    workshop.signed_list = True
    workshop.save()
    after = book(workshop, family())
    assert [Booking.objects.get(pk=it.pk).read_of_list for it in (before, after)] == [False, True]


def test_who_cancels_is_forgotten_on_the_day_that_is_said(workshop, family):
    booking = book(workshop, family())
    cancel_booking(booking)
    booking.refresh_from_db()
    assert (booking.delete_on, booking.is_forgotten_next) == (today() + timedelta(days=1), True)
    deletion.purge()
    assert Booking.objects.filter(pk=booking.pk).exists(), "the purge of the same day"
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        deletion.purge()
    assert not Booking.objects.filter(pk=booking.pk).exists()


def test_only_the_contact_that_is_used_is_kept(workshop, family):
    booking = book(workshop, family(way=ContactWay.MAIL, email="S@Example.org", phone="+492311234567"))
    assert (booking.email, booking.phone) == ("s@example.org", "")


def test_all_or_nothing_when_childcare_is_short(workshop, family):
    book(workshop, family(children={"children_3_5": 1}))
    with pytest.raises(ValidationError) as raised:
        book(workshop, family(children={"children_3_5": 2}))
    assert errors_of(raised)["children_3_5"] == ["Only 1 childcare place is left."]
    assert "accepts_waiting" in errors_of(raised)
    assert Booking.objects.count() == 1


def test_the_error_names_the_seats_that_are_left(workshop, family):
    workshop.has_waiting_list = False
    workshop.save()
    book(workshop, family(adults=3))
    with pytest.raises(ValidationError) as raised:
        book(workshop, family(adults=2, accepts_waiting=True))
    assert errors_of(raised) == {"adults": ["Only 1 seat is left."]}
    book(workshop, family(adults=1))
    with pytest.raises(ValidationError) as raised:
        book(workshop, family())
    assert errors_of(raised) == {"adults": ["All seats are taken."]}


def test_who_agrees_to_wait_waits_and_is_told(workshop, family):
    book(workshop, family(adults=4))
    first = book(workshop, family(accepts_waiting=True))
    second = book(workshop, family(accepts_waiting=True))
    assert [row.seats.get().queue for row in (first, second)] == [1, 2]
    assert kinds_for(first) == ["booking_waiting"]


def test_a_family_too_big_for_the_room_does_not_wait(workshop, family):
    with pytest.raises(ValidationError) as raised:
        book(workshop, family(adults=5, accepts_waiting=True))
    assert errors_of(raised) == {"adults": ["There are only 4 seats in all."]}


def test_the_waiting_list_moves_strictly_in_order(workshop, family):
    small, big = book(workshop, family(adults=1)), book(workshop, family(adults=3))
    three = book(workshop, family(adults=3, accepts_waiting=True))
    one = book(workshop, family(adults=1, accepts_waiting=True))
    other = book(workshop, family(adults=1, accepts_waiting=True))

    cancel_booking(small)
    assert [states(row) for row in (three, one, other)] == [["waiting"], ["waiting"], ["waiting"]]
    cancel_booking(big)
    assert [states(row) for row in (three, one, other)] == [["confirmed"], ["confirmed"], ["waiting"]]
    assert kinds_for(three) == ["booking_waiting", "moved_up"]
    assert sum(Seat.objects.confirmed().values_list("adults", flat=True)) == 4


def test_nobody_who_comes_later_takes_a_seat_that_a_family_waits_for(workshop, family):
    book(workshop, family(adults=3))
    waiting = book(workshop, family(adults=2, accepts_waiting=True))
    with pytest.raises(ValidationError) as raised:
        book(workshop, family(adults=1))
    assert errors_of(raised)["adults"] == ["All seats are taken."]
    assert workshop.dates.with_places().get().seats_left == 0
    later = book(workshop, family(adults=1, accepts_waiting=True))
    assert [row.seats.get().queue for row in (waiting, later)] == [1, 2]


def test_who_waits_for_childcare_lets_those_pass_who_need_none(workshop, family):
    first = book(workshop, family(children={"children_3_5": 1}))
    two = book(workshop, family(children={"children_6_9": 2}, accepts_waiting=True))
    one = book(workshop, family(children={"children_6_9": 1}, accepts_waiting=True))
    without = book(workshop, family(adults=1))
    assert [states(row) for row in (two, one, without)] == [["waiting"], ["waiting"], ["confirmed"]]
    date = workshop.dates.with_places().get()
    assert (date.seats_left, date.childcare_left) == (2, 0)
    cancel_booking(first)
    assert [states(row) for row in (two, one)] == [["confirmed"], ["waiting"]]


def test_the_same_token_makes_one_booking(workshop, family):
    said = family(adults=2, token=uuid.uuid4())
    assert book(workshop, said) == book(workshop, said)
    assert Booking.objects.count() == Message.objects.count() == 1


def test_a_second_booking_under_a_number_is_a_question_to_the_organisation_alone(workshop, family):
    by = MembershipFactory(organisation=workshop.organisation).user
    said = {"way": ContactWay.CALL, "phone": "+492311234567"}
    book(workshop, family(**said))
    book(workshop, family(**said))
    with pytest.raises(ValidationError) as raised:
        book(workshop, family(**said), by=by)
    assert errors_of(raised) == {
        "is_another_family": ["There is already a booking with this contact. Is this for another family?"]
    }
    book(workshop, family(**said, is_another_family=True), by=by)
    assert Booking.objects.count() == 3


def test_after_cancelling_the_number_is_free_again(workshop, family):
    said = {"way": ContactWay.CALL, "phone": "+492311234567"}
    cancel_booking(book(workshop, family(**said)))
    assert book(workshop, family(**said)).seats.get().state == SeatState.CONFIRMED


def test_a_series_is_granted_as_a_whole(workshop, family):
    WorkshopDateFactory(workshop=workshop, seats=1)
    with pytest.raises(ValidationError):
        book(workshop, family(adults=2))
    book(workshop, family(adults=1))
    waiting = book(workshop, family(adults=1, accepts_waiting=True))
    assert states(waiting) == ["waiting", "waiting"]


def test_with_sign_up_per_date_each_date_stands_for_itself(workshop, evening, family):
    workshop.sign_up = SignUp.PER_DATE
    workshop.save()
    later = WorkshopDateFactory(workshop=workshop)
    book(workshop, family(adults=4, dates=(evening.pk,)))
    booking = book(workshop, family(dates=(evening.pk, later.pk), accepts_waiting=True))
    assert states(booking) == ["waiting", "confirmed"]


@pytest.mark.parametrize("dates", [(), (999_999,)])
def test_with_sign_up_per_date_a_date_of_this_workshop_is_chosen(workshop, family, dates):
    workshop.sign_up = SignUp.PER_DATE
    workshop.save()
    foreign = WorkshopDateFactory().pk
    for chosen in (dates, (foreign,)):
        with pytest.raises(ValidationError) as raised:
            book(workshop, family(dates=chosen))
        assert list(errors_of(raised)) == ["dates"]


@pytest.mark.parametrize(
    "change",
    [
        {"state": WorkshopState.DRAFT},
        {"state": WorkshopState.CANCELLED},
        {"sign_up": SignUp.OPEN},
        {"sign_up_until": timezone.now() - timedelta(hours=1)},
    ],
)
def test_a_closed_workshop_takes_no_bookings(workshop, family, change):
    for name, value in change.items():
        setattr(workshop, name, value)
    workshop.save()
    with pytest.raises(ValidationError):
        book(workshop, family())
    assert not Booking.objects.exists()


def test_dates_that_are_over_or_cancelled_are_not_booked(workshop, evening, family):
    evening.state = DateState.CANCELLED
    evening.save()
    WorkshopDateFactory(workshop=workshop, starts=timezone.now() - timedelta(days=1))
    with pytest.raises(ValidationError, match="no more dates"):
        book(workshop, family())


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": "  "}, "name"),
        ({"way": "mail"}, "email"),
        ({"way": "sms"}, "phone"),
        ({"way": "call"}, "phone"),
        ({"children": {"children_10": 1}}, "children_10"),
    ],
)
def test_what_is_missing_is_named(workshop, family, said, field):
    workshop.childcare_to_age = 9
    workshop.save()
    with pytest.raises(ValidationError) as raised:
        book(workshop, family(**said))
    assert list(errors_of(raised)) == [field]


def test_staff_enters_a_booking_on_the_phone(cast, family, helps):
    date = WorkshopDateFactory(workshop=WorkshopFactory(organisation=cast.association))
    helps(date)
    booking = book(date.workshop, family(way=ContactWay.CALL, phone="+492311234567"), by=cast.helper)
    assert booking.entered_by == cast.helper
    assert kinds_for(booking) == []  # the family is on the phone
    for stranger in (cast.reader, cast.foreign_coordinator, cast.portal_staff):
        with pytest.raises(PermissionDenied):
            book(date.workshop, family(), by=stranger)
        with pytest.raises(PermissionDenied):
            cancel_booking(booking, by=stranger)


def test_cancelling_twice_is_once(workshop, family):
    booking = book(workshop, family(way=ContactWay.MAIL, email="s@example.org"))
    assert cancel_booking(booking) is True
    assert cancel_booking(booking) is False
    assert kinds_for(booking) == ["booking_confirmed", "booking_cancelled"]


def test_dates_that_are_over_stay_as_they_were(workshop, evening, family):
    booking = book(workshop, family())
    past = WorkshopDateFactory(workshop=workshop, starts=timezone.now() - timedelta(days=7))
    Seat.objects.create(
        booking=booking, date=past, state=SeatState.CONFIRMED, adults=1, since=timezone.now()
    )  # fmt: skip
    cancel_booking(booking)
    assert states(booking) == ["confirmed", "cancelled"]
