"""500 families at once for 20 seats, beside the bare transaction: lock the date, count, insert.

The peer takes an advisory lock of the event instead, as ticket shops do, which holds up
who books another date, too.
"""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone

from parentwork.choices import SeatState
from parentwork.models import Booking, Seat, WorkshopDate
from parentwork.services.bookings import book
from parentwork.services.families import Family
from tests.load.figures import Figure, middle
from tests.load.germany import germany

FAMILIES, SEATS, THREADS, ROUNDS = 500, 20, 16, 3
AT_LEAST = 0.5


def measure(scale: float) -> Iterator[Figure]:
    """Scale has no say here. Ours and the bare transaction take turns; the median round counts."""
    with germany(10):
        date = WorkshopDate.objects.filter(starts__gt=timezone.now(), workshop__organisation__source="bench")[
            0
        ]
        date.workshop.has_waiting_list = False
        date.workshop.save()
        WorkshopDate.objects.filter(pk=date.pk).update(seats=SEATS)
        WorkshopDate.objects.filter(workshop=date.workshop).exclude(pk=date.pk).delete()
        ways = (_ours, _bare, _advisory)
        rounds = [tuple(_per_second(date, ask) for ask in ways) for _round in range(ROUNDS)]
    what = f"booking, {FAMILIES} families at once for {SEATS} seats"
    yield Figure(what, *middle(rounds), "bare transaction", AT_LEAST, True, "/s", scale)
    yield Figure(what, *middle(rounds, 2), "the same with an advisory lock", None, True, "/s", scale)


def _per_second(date: WorkshopDate, ask: Callable[[WorkshopDate, int], object]) -> float:
    """Families answered a second. Exactly the seats that there are must be taken afterwards."""
    begins, numbers = threading.Barrier(THREADS + 1), iter(range(FAMILIES))

    def ask_on() -> None:
        connection.ensure_connection()
        begins.wait()
        for number in numbers:
            ask(date, number)
        connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        asking = [pool.submit(ask_on) for _thread in range(THREADS)]
        begins.wait()
        begin = time.perf_counter()
        for one in asking:
            one.result()
        taken = time.perf_counter() - begin
    sold = Seat.objects.filter(date=date, state=SeatState.CONFIRMED).aggregate(all=Sum("adults"))["all"]
    if sold != SEATS:
        raise RuntimeError(f"{sold} of {SEATS} seats are taken")
    Booking.objects.filter(workshop=date.workshop).delete()
    return FAMILIES / taken


def _ours(date: WorkshopDate, number: int) -> None:
    try:
        book(date.workshop, Family(name=f"Familie {number}", way="association", adults=1))
    except ValidationError as full:
        if "adults" not in full.message_dict:
            raise


def _bare(date: WorkshopDate, number: int) -> None:
    """What nobody can do without: the row locked, the seats counted, two rows written if there is room."""
    with transaction.atomic():
        _count_and_insert(date, number, "SELECT seats FROM parentwork_workshopdate WHERE id = %s FOR UPDATE")


def _advisory(date: WorkshopDate, number: int) -> None:
    """One lock for the whole event, then the same."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [date.workshop_id])
        _count_and_insert(date, number, "SELECT seats FROM parentwork_workshopdate WHERE id = %s")


def _count_and_insert(date: WorkshopDate, number: int, seats_of: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(seats_of, [date.pk])
        seats = cursor.fetchone()[0]
        cursor.execute(
            "SELECT coalesce(sum(adults), 0) FROM parentwork_seat WHERE date_id = %s AND state = 'confirmed'",
            [date.pk],
        )
        if cursor.fetchone()[0] < seats:
            booking = Booking(
                workshop=date.workshop, name=f"Familie {number}", way="association", delete_on=date.day
            )
            booking.save(force_insert=True)
            Seat(booking=booking, date=date, state=SeatState.CONFIRMED, adults=1, since=timezone.now()).save(
                force_insert=True
            )
