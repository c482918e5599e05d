"""Many families at once. The counter-tests take the lock out and must overbook, or nothing is proved."""

import contextlib
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone

from parentwork.models import Booking, Seat, WorkshopDate
from parentwork.services import bookings, offers, waiting
from parentwork.services.bookings import book, cancel_booking
from parentwork.services.families import Family
from tests.factories.parentwork import WorkshopDateFactory

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 40


def at_once(jobs) -> list:
    """Run all jobs in threads that start together; what each returned, or the ValidationError.

    More jobs than threads follow as soon as one is free.
    """
    threads = min(len(jobs), THREADS)
    start = threading.Barrier(threads)

    def connect():
        connection.ensure_connection()
        start.wait(timeout=30)

    def run(job):
        try:
            return job()
        except ValidationError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(threads, initializer=connect) as pool:
        return list(pool.map(run, jobs))


def families(workshop, count=THREADS, **said):
    return [
        lambda number=number: book(workshop, Family(name=f"F{number}", way="association", **said))
        for number in range(count)
    ]


def won(answers) -> list[Booking]:
    return [answer for answer in answers if isinstance(answer, Booking)]


def taken() -> tuple[int, int]:
    sums = Seat.objects.holding().aggregate(adults=Sum("adults"), childcare=Sum("childcare"))
    return sums["adults"] or 0, sums["childcare"] or 0


def unlocked(monkeypatch):
    """The lock taken out, and time to count before anybody inserts."""
    counted = threading.Barrier(2)
    real = bookings.places_to_give

    def count_and_dawdle(dates):
        left = real(dates)
        with contextlib.suppress(threading.BrokenBarrierError):
            counted.wait(timeout=1)
        return left

    monkeypatch.setattr(
        bookings, "lock_dates",
        lambda workshop, ids=None: list(WorkshopDate.objects.filter(workshop=workshop).order_by("pk")),
    )  # fmt: skip
    monkeypatch.setattr(bookings, "places_to_give", count_and_dawdle)


def test_forty_families_for_the_last_seat():
    date = WorkshopDateFactory(seats=1)
    answers = at_once(families(date.workshop))
    assert len(won(answers)) == 1
    assert taken() == (1, 0)
    refused = [answer.message_dict for answer in answers if not isinstance(answer, Booking)]
    assert all(list(errors) == ["adults", "accepts_waiting"] for errors in refused)


def test_without_the_lock_the_last_seat_is_sold_twice(monkeypatch):
    unlocked(monkeypatch)
    date = WorkshopDateFactory(seats=1)
    answers = at_once(families(date.workshop, 2))
    assert len(won(answers)) == 2
    assert taken() == (2, 0)


def test_forty_families_for_the_last_childcare_place():
    date = WorkshopDateFactory(seats=100, childcare=1)
    answers = at_once(families(date.workshop, children={"children_3_5": 1}))
    assert len(won(answers)) == 1
    assert taken() == (1, 1)


def test_without_the_lock_the_last_childcare_place_is_sold_twice(monkeypatch):
    unlocked(monkeypatch)
    date = WorkshopDateFactory(seats=100, childcare=1)
    answers = at_once(families(date.workshop, 2, children={"children_3_5": 1}))
    assert len(won(answers)) == 2
    assert taken() == (2, 2)


def test_a_double_tap_makes_one_booking():
    date = WorkshopDateFactory(seats=10)
    said = Family(name="Samira", way="association")
    answers = at_once([lambda: book(date.workshop, said)] * 8)
    assert len({answer.pk for answer in won(answers)}) == 1
    assert taken() == (1, 0)


def test_a_full_house_says_so_without_waiting_for_whoever_books():
    date = WorkshopDateFactory(seats=1, workshop__has_waiting_list=False)
    book(date.workshop, Family(name="F", way="association"))

    def refused():
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '1s'")
        return book(date.workshop, Family(name="G", way="association"))

    with transaction.atomic():
        WorkshopDate.objects.select_for_update().get(pk=date.pk)
        [answer] = at_once([refused])
    assert isinstance(answer, ValidationError)
    assert list(answer.message_dict) == ["adults"]


def test_the_same_form_again_finds_its_booking_in_a_full_house():
    date = WorkshopDateFactory(seats=1, workshop__has_waiting_list=False)
    said = Family(name="F", way="association")
    assert book(date.workshop, said) == book(date.workshop, said)


def test_families_cancel_while_others_book_and_wait():
    first = WorkshopDateFactory(seats=6, childcare=3)
    WorkshopDateFactory(workshop=first.workshop, seats=6, childcare=3)
    early = [
        book(first.workshop, Family(name=f"E{n}", way="association", children={"children_3_5": 1}))
        for n in range(3)
    ]
    jobs = families(first.workshop, 20, children={"children_6_9": 1}, accepts_waiting=True)
    jobs += [lambda booking=booking: cancel_booking(booking) for booking in early]
    answers = at_once(jobs)

    assert len(won(answers)) == 20
    for date in first.workshop.dates.all():
        sums = Seat.objects.confirmed().filter(date=date).aggregate(a=Sum("adults"), c=Sum("childcare"))
        assert (sums["a"], sums["c"]) == (3, 3)
    line = list(Seat.objects.waiting().filter(date=first).values_list("queue", "booking_id"))
    assert len(line) == 17
    assert len({queue for queue, _booking in line}) == 17
    confirmed = Seat.objects.confirmed().values_list("booking_id", flat=True)
    assert not {booking for _queue, booking in line} & set(confirmed)


def test_five_hundred_families_for_twenty_seats_and_eight_childcare_places():
    date = WorkshopDateFactory(seats=20, childcare=8)
    with_a_child = families(date.workshop, 488, children={"children_3_5": 1}, accepts_waiting=True)
    # Only twelve come without a child, so that both kinds of place can be filled to the last.
    jobs = with_a_child + families(date.workshop, 12, accepts_waiting=True)
    random.Random(5).shuffle(jobs)
    answers = at_once(jobs)

    assert len(won(answers)) == 500
    assert taken() == (20, 8)
    line = list(Seat.objects.waiting())
    assert [seat.queue for seat in line] == list(range(1, 481))
    # In the order in which they stand there, whoever it was that gave up.
    leaving = Seat.objects.confirmed().filter(childcare=1).select_related("booking__workshop")
    for seat in leaving:
        cancel_booking(seat.booking)
    confirmed = Seat.objects.confirmed().filter(childcare=1)
    assert sorted(confirmed.values_list("booking", flat=True)) == sorted(seat.booking_id for seat in line[:8])
    assert taken() == (20, 8)


def in_a_fortnight() -> datetime:
    """Before then the office opens, and who is met can be asked, on whatever day of the week this runs."""
    return timezone.now() + timedelta(days=14)


def test_an_answer_and_the_tick_that_gives_the_places_on_meet():
    """Whoever is first: the places are never kept for two families, and none is lost."""
    for _round in range(4):
        date = WorkshopDateFactory(seats=1, workshop__offers_places=True, starts=in_a_fortnight())
        early, asked, behind = (
            book(date.workshop, Family(name=name, way="association", accepts_waiting=True)) for name in "EAB"
        )
        cancel_booking(early)
        asked.seats.update(answer_by=timezone.now() - timedelta(seconds=1))
        at_once([lambda booking=asked: offers.take(booking), waiting.fill])
        states = [booking.seats.get().state for booking in (asked, behind)]
        assert states in (["confirmed", "waiting"], ["waiting", "offered"])


def test_who_is_offered_places_holds_them_against_newcomers():
    date = WorkshopDateFactory(seats=1, workshop__offers_places=True, starts=in_a_fortnight())
    early = book(date.workshop, Family(name="E", way="association"))
    asked = book(date.workshop, Family(name="A", way="association", accepts_waiting=True))
    jobs = families(date.workshop, 10, accepts_waiting=True)
    at_once([*jobs, lambda: cancel_booking(early)])
    assert asked.seats.get().state == "offered"
    assert taken() == (1, 0)
    assert Seat.objects.waiting().count() == 10
