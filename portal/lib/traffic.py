"""How many requests were answered, by the first digit of their status, over all web processes.

A process counts in its memory and adds what it has to the cache every few seconds; what the cache forgets
begins again at nothing, as a counter may.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from django.core.cache import cache

EVERY = 5.0  # seconds
STATUSES = ("2xx", "3xx", "4xx", "5xx")

type Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class CountedApplication:
    """A WSGI application whose answers are counted, those from the page cache too."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()
        self._next = time.monotonic() + EVERY

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        def counted(status: str, *more: Any) -> Any:
            self._count(f"{status[:1]}xx")
            return start_response(status, *more)

        return self.application(environ, counted)

    def _count(self, status: str) -> None:
        with self._lock:
            self._counts[status] += 1
            if time.monotonic() < self._next:
                return
            due, self._counts = self._counts, Counter()
            self._next = time.monotonic() + EVERY
        for name, number in due.items():
            _add(name, number)


def answered() -> dict[str, int]:
    """Answers so far, by status; none while the cache is away."""
    found = cache.get_many([_key(status) for status in STATUSES])
    return {status: found.get(_key(status), 0) for status in STATUSES}


def _add(status: str, number: int) -> None:
    cache.add(_key(status), 0, timeout=None)
    try:
        cache.incr(_key(status), number)
    except ValueError:  # away, or lost between the two lines
        return


def _key(status: str) -> str:
    return f"answered:{status}"
