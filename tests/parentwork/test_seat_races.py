"""Many families at once. The counter-tests take the lock out and must overbook, or nothing is proved."""

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Sum

from parentwork.models import Booking, Seat, WorkshopDate
from parentwork.services import bookings
from parentwork.services.bookings import Family, book, cancel_booking
from tests.factories.parentwork import WorkshopDateFactory

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 40


def at_once(jobs) -> list:
    """Run all jobs in threads that start together; what each returned, or the ValidationError."""
    start = threading.Barrier(len(jobs))

    def run(job):
        try:
            connection.ensure_connection()
            start.wait(timeout=30)
            return job()
        except ValidationError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def families(workshop, count=THREADS, **said):
    return [
        lambda number=number: book(workshop, Family(name=f"F{number}", way="association", **said))
        for number in range(count)
    ]


def won(answers) -> list[Booking]:
    return [answer for answer in answers if isinstance(answer, Booking)]


def taken() -> tuple[int, int]:
    sums = Seat.objects.confirmed().aggregate(adults=Sum("adults"), childcare=Sum("childcare"))
    return sums["adults"] or 0, sums["childcare"] or 0


def unlocked(monkeypatch):
    """The lock taken out, and time to count before anybody inserts."""
    counted = threading.Barrier(2)
    real = bookings.places_left

    def count_and_dawdle(dates):
        left = real(dates)
        with contextlib.suppress(threading.BrokenBarrierError):
            counted.wait(timeout=1)
        return left

    monkeypatch.setattr(
        bookings, "lock_dates",
        lambda workshop, ids=None: list(WorkshopDate.objects.filter(workshop=workshop).order_by("pk")),
    )  # fmt: skip
    monkeypatch.setattr(bookings, "places_left", count_and_dawdle)


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
