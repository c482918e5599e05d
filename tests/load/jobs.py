"""Every job of the timetable once with the whole country: how long it takes, and how much memory.

Each runs in a process of its own, as warm as a worker. What asks the network is left out: it takes as long as
others take to answer. As much is due for deletion as in one night of a year in which the bookings are spread.
"""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from importlib import import_module
from multiprocessing import get_context
from time import perf_counter

from django.conf import settings
from django.db import connection
from django.utils import timezone

from parentwork.models import Booking
from portal.lib.dates import today
from portal.lib.multiplying import multiply
from portal.outbox.choices import Channel, State
from portal.outbox.models import Message
from tests.load.country import country
from tests.load.figures import Figure
from tests.load.house import get_ready
from tests.load.usage import peak

ABROAD = {"links", "machine drafts"}
LETTERS = 3  # to each family, from the confirmation to the question how it was
SECONDS, MEGABYTES = settings.CELERY_TASK_TIME_LIMIT, 512


def measure(scale: float) -> Iterator[Figure]:
    """The longest and the largest; what each took is printed."""
    with country(scale):
        families = _let_a_night_be_due()
        taken = {name: _taken(str(task)) for name, task in jobs().items()}
    for name, (seconds, megabytes) in taken.items():
        print(f"  {name}: {seconds:.1f} s, {megabytes:.0f} MB", flush=True)
    longest = max(taken, key=lambda name: taken[name][0])
    largest = max(taken, key=lambda name: taken[name][1])
    what = f"the longest of {len(taken)} jobs of the timetable ({longest})"
    yield Figure(what, taken[longest][0], SECONDS, "the limit of a job", 1, False, "s", scale)
    what = f"memory of a job of the timetable at its peak ({largest})"
    yield Figure(what, taken[largest][1], MEGABYTES, "the limit of a job", 1, False, "MB", scale)
    what = f"deleting what is due in one night: {families:,} families and {2 * families * LETTERS:,} messages"
    yield Figure(what, taken["purge"][0], SECONDS, "the limit of a job", 1, False, "s", scale)


def jobs() -> dict[str, object]:
    """The task of each, in the order of the timetable; what deletes comes last."""
    entries = settings.CELERY_BEAT_SCHEDULE
    names = sorted(entries.keys() - ABROAD, key=lambda name: (name == "purge", [*entries].index(name)))
    return {name: entries[name]["task"] for name in names}


def _let_a_night_be_due() -> int:
    """How many families are forgotten tonight; letters to as many others lose their address, or their row."""
    night = -(-Booking.objects.count() // 365)
    last = Booking.objects.order_by("pk")[night - 1].pk
    Booking.objects.filter(pk__lte=last).update(delete_on=today())
    for days in (settings.OUTBOX_KEEP_DAYS, settings.OUTBOX_FORGET_DAYS):
        over = timezone.now() - timedelta(days=days + 1)
        pattern = Message.objects.create(
            key=f"pattern-{days}", kind="bench", object_id=0, channel=Channel.MAIL, state=State.SENT,
            due=over, finished_at=over, address="familie@germany.example", name="Amira",
        )  # fmt: skip
        others = "SELECT i FROM generate_series(2, %s) AS i"
        rows = Message.objects.filter(pk=pattern.pk)
        multiply(rows, others, (night * LETTERS,), key=f"md5('{days}-' || n.i)")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return night


def _taken(task: str) -> tuple[float, float]:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=get_ready) as worker:
        return worker.submit(_run, task).result()


def _run(task: str) -> tuple[float, float]:
    """Seconds, and the most MB that this process ever held."""
    module, _dot, name = task.rpartition(".")
    job = getattr(import_module(module), name)
    begin = perf_counter()
    job()
    return perf_counter() - begin, peak()
