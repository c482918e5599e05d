"""Places that became free are offered to the next in line, who has time to answer, never at night."""

from datetime import datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from organisations.models.opening import Opening
from parentwork import clock
from parentwork.choices import ContactWay, SeatState, SignUp
from parentwork.messages.nights import is_night
from parentwork.services import offers
from parentwork.services.answering import BEFORE, answer_by
from parentwork.services.bookings import book, cancel_booking
from parentwork.services.dates import Day, add, change
from parentwork.services.numbers import Numbers, change_numbers
from portal.lib.dates import BERLIN
from portal.outbox.kinds import text_of
from portal.outbox.models import Message
from tests.factories.parentwork import WorkshopDateFactory

NOON = datetime(2026, 11, 25, 12, tzinfo=BERLIN)
FAR = NOON + timedelta(days=14, hours=5)  # at 17 o'clock


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("starts", "until"),
    [
        (FAR, at(27, 12)),  # 48 hours and no more
        (at(29, 12), at(26, 12)),  # a quarter of the time that is left
        (at(26, 12), at(25, 18)),
        (at(25, 19), at(25, 15)),  # three hours at least
    ],
)
def test_the_time_to_answer_shrinks_towards_the_date(starts, until):
    assert answer_by(NOON, starts) == until


@pytest.mark.parametrize(
    ("now", "starts", "until"),
    [
        (at(25, 20), at(27, 20), at(26, 9)),  # twelve hours would end at eight, too early for many
        (at(25, 2), at(29, 8), at(26, 9)),  # a day that is counted from the morning
        (at(25, 17), at(26, 17), at(26, 9)),  # six hours would end at 23
        (at(25, 17), at(26, 11), at(25, 20)),  # the morning would be too late: before the night
        (at(25, 23), at(26, 18), at(26, 11)),  # who is asked at night reads it in the morning
    ],
)
def test_it_never_ends_at_night(now, starts, until):
    assert answer_by(now, starts) == until


def test_shortly_before_the_date_nobody_is_asked():
    assert answer_by(NOON, at(25, 17, 59)) is None
    assert answer_by(at(25, 20), at(26, 9, 30)) is None
    assert answer_by(at(25, 23), at(26, 9, 30)) is None


def test_who_has_to_be_called_has_a_day_or_is_not_asked():
    assert answer_by(NOON, at(28, 12), by_call=True) == at(26, 12)
    assert answer_by(NOON, FAR, by_call=True) == at(27, 12)
    assert answer_by(NOON, at(26, 14), by_call=True) is None
    assert answer_by(at(25, 8, 10), at(27, 9), by_call=True) == at(26, 9)
    assert answer_by(at(25, 8, 10), at(26, 11, 30), by_call=True) == at(26, 8, 10)  # nine would be too late


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (at(27, 10), at(30, 12)),  # on a Friday: after the morning of Monday
        (at(28, 20), at(30, 12)),
        (datetime(2026, 12, 24, 10, tzinfo=BERLIN), datetime(2026, 12, 28, 12, tzinfo=BERLIN)),
    ],
)
def test_whom_somebody_has_to_call_loses_no_places_while_nobody_is_in_the_office(now, until):
    far = now + timedelta(days=5, hours=5)
    assert answer_by(now, far, by_call=True) == until
    assert answer_by(now, far) < until


def test_an_office_that_is_open_seldom_calls_when_it_is():
    tuesdays = [Opening(1, "16:00", "18:00")]
    far = at(25, 12) + timedelta(days=20)
    assert answer_by(NOON, far, by_call=True, office=tuesdays) == datetime(2026, 12, 1, 18, tzinfo=BERLIN)
    assert answer_by(NOON, far, office=tuesdays) == at(27, 12)


@pytest.mark.parametrize(("land", "until"), [("DE-NW", (5, 12)), ("DE-BE", (4, 14))])
def test_nobody_is_in_the_office_on_a_holiday_of_its_land(land, until):
    before_corpus_christi = datetime(2026, 6, 3, 14, tzinfo=BERLIN)
    far = before_corpus_christi + timedelta(days=4)
    said = answer_by(before_corpus_christi, far, by_call=True, land=land)
    assert said == datetime(2026, 6, *until, tzinfo=BERLIN)


def test_a_family_that_is_met_keeps_its_places_over_the_weekend(evening, family, november):
    organisation = evening.workshop.organisation
    organisation.opening_hours = [Opening(0, "15:00", "17:00").stored()]
    organisation.save()
    early = book(evening.workshop, family(adults=2))
    waits, behind = (book(evening.workshop, family(adults=2, accepts_waiting=True)) for _family in range(2))
    november.move_to(at(27, 15))
    cancel_booking(early)
    assert waits.seats.get().answer_by == at(30, 17)
    november.move_to(at(30, 9))
    clock.fill()
    assert states(waits, behind) == ["offered", "waiting"]


@given(
    now=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(BERLIN)),
    minutes=st.integers(1, 60 * 24 * 40),
    by_call=st.booleans(),
)
def test_an_answer_is_never_due_at_night_nor_too_late_for_the_next(now, minutes, by_call):
    starts = now + timedelta(minutes=minutes)
    until = answer_by(now, starts, by_call=by_call)
    if until is not None:
        assert not is_night(until)
        assert now + timedelta(hours=2) <= until <= starts - BEFORE
        assert until - now <= (timedelta(days=6) if by_call else timedelta(hours=48 + 13))


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def evening(db):
    """Two seats on an evening in two weeks."""
    return WorkshopDateFactory(workshop__seats=2, workshop__offers_places=True, starts=FAR)


@pytest.fixture
def by_mail(family):
    def say(name: str, **fields):
        email = f"{name.lower()}@example.org"
        return family(name=name, way=ContactWay.MAIL, email=email, accepts_waiting=True, **fields)

    return say


@pytest.fixture
def asked(evening, family, by_mail):
    """Places became free: Amal is asked, Bela is behind her."""
    early = book(evening.workshop, family(adults=2))
    amal, bela = (book(evening.workshop, by_mail(name, adults=2)) for name in ("Amal", "Bela"))
    cancel_booking(early)
    return amal, bela


def states(*bookings) -> list[str]:
    return [booking.seats.get().state for booking in bookings]


def posted(kind: str) -> list[Message]:
    return list(Message.objects.filter(kind=f"parentwork.{kind}").order_by("pk"))


def test_who_is_next_is_asked_and_told_until_when(asked):
    assert states(*asked) == ["offered", "waiting"]
    assert asked[0].seats.get().answer_by == at(27, 12)
    (message,) = posted("places_offered")
    text = text_of(message, "en")
    assert message.address == "amal@example.org"
    assert "Friday 27 November, 12:00" in text.body
    assert f"/en/b/{asked[0].secret}/" in text.body
    assert text.attachments == ()  # nothing for the calendar before she comes


def test_she_takes_them_with_one_tap_on_her_page(client, asked, in_english):
    page = client.get(f"/en/b/{asked[0].secret}/").text
    assert "Do you take the places?" in page
    date = asked[0].seats.get().date_id
    for _tap in range(2):
        answer = client.post(f"/en/b/{asked[0].secret}/offer/", {"answer": "take", "dates": [date]})
        assert answer.status_code == 302
    assert states(*asked) == ["confirmed", "waiting"]
    assert len(posted("moved_up")) == 1  # with the file for her calendar
    assert "Do you take the places?" not in client.get(f"/en/b/{asked[0].secret}/").text


def test_nothing_is_answered_by_opening_a_link(client, asked):
    assert client.get(f"/en/b/{asked[0].secret}/offer/").status_code == 405
    assert states(*asked) == ["offered", "waiting"]


@pytest.mark.parametrize("sent", [{}, {"answer": "take"}, {"answer": "x", "dates": ["1"]}, {"dates": ["²"]}])
def test_a_broken_answer_changes_nothing(client, asked, sent):
    assert client.post(f"/en/b/{asked[0].secret}/offer/", sent).status_code == 302
    assert states(*asked) == ["offered", "waiting"]


def test_she_gives_them_on_and_the_next_is_asked_at_once(client, asked, in_english):
    date = asked[0].seats.get().date_id
    client.post(f"/en/b/{asked[0].secret}/offer/", {"answer": "give_on", "dates": [date]})
    assert states(*asked) == ["cancelled", "offered"]
    assert [message.address for message in posted("places_offered")] == [
        "amal@example.org", "bela@example.org"
    ]  # fmt: skip


def test_without_an_answer_she_goes_to_the_end_and_the_next_is_asked_in_the_same_tick(
    client, asked, november, in_english
):
    november.move_to(at(27, 12))
    assert clock.fill() == 1
    assert states(*asked) == ["waiting", "offered"]
    page = client.get(f"/en/b/{asked[0].secret}/").text
    assert "you did not answer in time" in page
    assert "Another family is being asked whether it takes free places." in page
    assert text_of(posted("places_offered")[0], "en") is None
    assert not offers.take(asked[0])


def test_a_late_answer_counts_as_long_as_nobody_else_was_asked(asked, november):
    november.move_to(at(27, 12, 5))
    assert offers.take(asked[0])
    assert clock.fill() == 0
    assert states(*asked) == ["confirmed", "waiting"]


def test_who_is_alone_in_line_keeps_the_offer_and_is_not_written_to_again(asked, november):
    cancel_booking(asked[1])
    november.move_to(at(27, 12))
    assert clock.fill() == 0
    seat = asked[0].seats.get()
    assert (seat.state, seat.answer_by, seat.lapsed) == ("offered", at(29, 12), 1)
    november.move_to(at(28, 15))
    clock.fill()
    assert len(posted("places_offered")) == 1
    assert posted("offer_reminder") == []


def test_at_half_time_she_is_reminded_once(asked, november):
    november.move_to(at(26, 11, 50))
    clock.fill()
    assert posted("offer_reminder") == []
    for minute in (0, 10):
        november.move_to(at(26, 12, minute))
        clock.fill()
    (message,) = posted("offer_reminder")
    assert text_of(message, "en").subject == "Do you take the places? Please answer"
    offers.take(asked[0])
    assert text_of(message, "en") is None


def test_at_night_nothing_lapses(asked, november):
    asked[0].seats.update(answer_by=at(26, 20, 55))
    november.move_to(at(26, 22))
    assert clock.fill() == 0
    assert states(*asked) == ["offered", "waiting"]
    november.move_to(at(27, 8))
    assert clock.fill() == 1
    assert states(*asked) == ["waiting", "offered"]


def test_a_larger_room_asks_those_who_wait(cast, family):
    date = WorkshopDateFactory(
        workshop__organisation=cast.association, workshop__offers_places=True, seats=1, starts=FAR
    )
    book(date.workshop, family())
    waits = book(date.workshop, family(accepts_waiting=True))
    change(date, Day(date.starts, date.ends, date.venue, 2, 4), by=cast.coordinator, version=1)
    assert states(waits) == ["offered"]


def test_who_takes_fewer_and_so_fits_has_said_what_it_wants(evening, family):
    book(evening.workshop, family())
    waits = book(evening.workshop, family(adults=2, accepts_waiting=True))
    change_numbers(waits, Numbers(1, {}))
    assert states(waits) == ["confirmed"]


def test_shortly_before_the_date_places_are_given_at_once(asked, evening, november):
    offers.take(asked[0])
    november.move_to(FAR - timedelta(hours=5))
    cancel_booking(asked[0])
    assert states(asked[1]) == ["confirmed"]
    assert len(posted("moved_up")) == 2


def test_an_association_may_give_places_at_once(evening, family):
    evening.workshop.offers_places = False
    evening.workshop.save()
    early = book(evening.workshop, family(adults=2))
    waits = book(evening.workshop, family(adults=2, accepts_waiting=True))
    cancel_booking(early)
    assert states(waits) == ["confirmed"]


def test_a_family_that_is_called_answers_through_the_association(desk, cast, family, in_english):
    date = WorkshopDateFactory(
        workshop__organisation=cast.association, workshop__offers_places=True, seats=1, starts=FAR
    )
    early, waits = (
        book(date.workshop, family(way=ContactWay.CALL, phone="+4915112345678", accepts_waiting=True))
        for _family in range(2)
    )
    cancel_booking(early)
    (call,) = posted("places_offered")
    assert call.channel == "call"
    assert desk.address("desk_booking", pk=waits.pk) in desk.get("desk_call", pk=call.pk).text
    assert "Does the family take the places?" in desk.get("desk_booking", pk=waits.pk).text
    assert "answer until" in desk.get("desk_date", pk=date.pk).text
    desk.post("desk_offer", {"answer": "take", "dates": [date.pk]}, pk=waits.pk)
    assert states(waits) == ["confirmed"]


def test_of_two_single_dates_one_is_taken_and_one_given_on(evening, family):
    evening.workshop.sign_up = SignUp.PER_DATE
    evening.workshop.save()
    second = WorkshopDateFactory(workshop=evening.workshop, starts=FAR + timedelta(days=7))
    dates = (evening.pk, second.pk)
    early = book(evening.workshop, family(adults=2, dates=dates))
    waits = book(evening.workshop, family(adults=2, dates=dates, accepts_waiting=True))
    cancel_booking(early)
    offers.take(waits, only=[second.pk])
    offers.give_on(waits, only=[evening.pk])
    by_date = {seat.date_id: seat.state for seat in waits.seats.all()}
    assert by_date == {evening.pk: SeatState.CANCELLED, second.pk: SeatState.CONFIRMED}


def test_a_series_is_offered_taken_and_lost_as_a_whole(evening, family, november):
    second = WorkshopDateFactory(workshop=evening.workshop, starts=FAR + timedelta(days=7), seats=2)
    early = book(evening.workshop, family(adults=2))
    waits = book(evening.workshop, family(adults=2, accepts_waiting=True))
    behind = book(evening.workshop, family(adults=1, accepts_waiting=True))
    cancel_booking(early)
    assert {seat.state for seat in waits.seats.all()} == {"offered"}
    november.move_to(waits.seats.first().answer_by)
    clock.fill()
    assert {seat.state for seat in waits.seats.all()} == {"waiting"}
    assert {seat.state for seat in behind.seats.all()} == {"offered"}
    offers.take(behind)
    assert {(seat.date_id, seat.state) for seat in behind.seats.all()} == {
        (evening.pk, "confirmed"), (second.pk, "confirmed")
    }  # fmt: skip


def test_who_does_not_want_an_added_date_of_a_series_keeps_the_others(family, cast):
    evening = WorkshopDateFactory(
        workshop__organisation=cast.association, workshop__offers_places=True, starts=FAR
    )
    comes, other = (book(evening.workshop, family()) for _number in range(2))
    week = timedelta(days=7)
    day = Day(evening.starts + week, evening.ends + week, evening.venue, seats=1, childcare=0)
    added = add(evening.workshop, day, by=cast.coordinator)
    cancel_booking(comes)
    assert {seat.date_id: seat.state for seat in other.seats.all()} == {
        evening.pk: "confirmed", added.pk: "offered"
    }  # fmt: skip
    assert offers.give_on(other, only=[added.pk])
    assert {seat.date_id: seat.state for seat in other.seats.all()} == {
        evening.pk: "confirmed", added.pk: "cancelled"
    }  # fmt: skip
    assert not posted("booking_cancelled")


@pytest.mark.django_db
@pytest.mark.parametrize("asks", [True, False])
def test_nobody_s_phone_rings_at_night_because_another_family_cancels(family, asks):
    with time_machine.travel(NOON, tick=False) as clock_:
        date = WorkshopDateFactory(workshop__offers_places=asks, seats=1, starts=FAR)
        early = book(date.workshop, family())
        book(date.workshop, family(way=ContactWay.SMS, phone="+4915112345678", accepts_waiting=True))
        clock_.move_to(at(26, 2))
        cancel_booking(early)
    kind = "parentwork.places_offered" if asks else "parentwork.moved_up"
    assert Message.objects.get(kind=kind).due == at(26, 8)
