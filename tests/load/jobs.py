"""Every job of the timetable once with the whole country: how long it takes, and how much memory.

Each runs in a process of its own, as warm as a worker. What asks the network is left out: it takes as long as
others take to answer.
"""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from multiprocessing import get_context
from time import perf_counter

from django.conf import settings

from tests.load.country import country
from tests.load.figures import Figure
from tests.load.house import get_ready
from tests.load.usage import peak

ABROAD = {"links", "machine drafts"}
SECONDS, MEGABYTES = settings.CELERY_TASK_TIME_LIMIT, 512


def measure(scale: float) -> Iterator[Figure]:
    """The longest and the largest; what each took is printed."""
    with country(scale):
        taken = {name: _taken(str(task)) for name, task in jobs().items()}
    for name, (seconds, megabytes) in taken.items():
        print(f"  {name}: {seconds:.1f} s, {megabytes:.0f} MB", flush=True)
    longest = max(taken, key=lambda name: taken[name][0])
    largest = max(taken, key=lambda name: taken[name][1])
    what = f"the longest of {len(taken)} jobs of the timetable ({longest})"
    yield Figure(what, taken[longest][0], SECONDS, "the limit of a job", 1, False, "s", scale)
    what = f"memory of a job of the timetable at its peak ({largest})"
    yield Figure(what, taken[largest][1], MEGABYTES, "the limit of a job", 1, False, "MB", scale)


def jobs() -> dict[str, object]:
    """The task of each, in the order of the timetable; what deletes comes last."""
    entries = settings.CELERY_BEAT_SCHEDULE
    names = sorted(entries.keys() - ABROAD, key=lambda name: (name == "purge", [*entries].index(name)))
    return {name: entries[name]["task"] for name in names}


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
