"""500 families at once for 20 seats, beside the bare transaction: lock the date, count, insert."""

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
from tests.load.figures import Figure
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
        rounds = [(_per_second(date, _ours), _per_second(date, _bare)) for _round in range(ROUNDS)]
    ours, bare = sorted(rounds, key=lambda pair: pair[0] / pair[1])[ROUNDS // 2]
    what = f"booking, {FAMILIES} families at once for {SEATS} seats"
    yield Figure(what, ours, bare, "bare transaction", AT_LEAST, True, "/s", scale)


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
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT seats FROM parentwork_workshopdate WHERE id = %s FOR UPDATE", [date.pk])
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
