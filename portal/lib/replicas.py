"""Reading from a copy of the database: a streaming replica, where `DATABASE_REPLICA_URL` names one.

Views that say so read there (`@from_replica`), only for visitors who are not signed in, and only while the
copy is fresh: who signs in wants to see at once what he or she has changed. Where it is late or away the
database itself answers. Where the database is away, the copy still does, however old it is. Jobs that read
much wait until it knows what was written before they began (`caught_up`).
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.http import HttpRequest, HttpResponse

log = logging.getLogger(__name__)

REPLICA: Final = "replica"
FRESH_SECONDS: Final = 5.0  # a copy that is further behind is not read
ASKED_EVERY: Final = 1.0
CATCH_UP_SECONDS: Final = 3.0

type View = Callable[..., HttpResponse]
_reads_there: ContextVar[bool] = ContextVar("reads_there", default=False)


class ReplicaRouter:
    """Reads go to the copy inside `reading_there()`; everything else to the database itself."""

    def db_for_read(self, model: type, **hints: Any) -> str:
        return REPLICA if _reads_there.get() else DEFAULT_DB_ALIAS

    def db_for_write(self, model: type, **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return True  # both know the same rows

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS


class Freshness:
    """How far the copy is behind, asked once a second by whichever thread comes first.

    Each time the database says how far it has written, which is marked with the clock; marks that the copy
    has replayed are dropped. The oldest one left is how old the copy is, without special rights.
    """

    def __init__(self) -> None:
        self._marks: deque[tuple[float, int]] = deque()
        self._asked, self._fresh = float("-inf"), False
        self._lock = threading.Lock()

    def is_fresh(self) -> bool:
        """As it was at most a second ago; False where there is no copy."""
        if REPLICA not in settings.DATABASES:
            return False
        if time.monotonic() - self._asked >= ASKED_EVERY and self._lock.acquire(blocking=False):
            try:
                self._fresh, self._asked = self._ask(), time.monotonic()
            finally:
                self._lock.release()
        return self._fresh

    def _ask(self) -> bool:
        try:
            replayed = _bytes(REPLICA, "pg_last_wal_replay_lsn()")
        except DatabaseError:
            log.warning("The replica does not answer; the database itself is read")
            return False
        try:
            written = _bytes(DEFAULT_DB_ALIAS, "pg_current_wal_lsn()")
        except DatabaseError:
            return True
        now = time.monotonic()
        self._marks.append((now, written))
        while self._marks and self._marks[0][1] <= replayed:
            self._marks.popleft()
        return not self._marks or now - self._marks[0][0] < FRESH_SECONDS


def _bytes(alias: str, position: str) -> int:
    """A position in the write-ahead log as a number of bytes."""
    with connections[alias].cursor() as cursor:
        cursor.execute(f"SELECT pg_wal_lsn_diff({position}, '0/0')")
        return int(cursor.fetchone()[0])


freshness = Freshness()  # one for all threads of the process


@contextmanager
def reading_there() -> Iterator[None]:
    """What is read inside comes from the copy."""
    token = _reads_there.set(True)
    try:
        yield
    finally:
        _reads_there.reset(token)


def from_replica(view: View) -> View:
    """The page may be some seconds old for those who are not signed in; it writes nothing."""

    @wraps(view)
    def reading(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asks_only = request.method in ("GET", "HEAD") and settings.SESSION_COOKIE_NAME not in request.COOKIES
        if asks_only and freshness.is_fresh():
            with reading_there():
                return view(request, *args, **kwargs)
        return view(request, *args, **kwargs)

    return reading


@contextmanager
def caught_up() -> Iterator[None]:
    """What is read inside knows all that was written before; from the copy if that is there in seconds."""
    with reading_there() if _catches_up() else nullcontext():
        yield


def _catches_up() -> bool:
    if REPLICA not in settings.DATABASES:
        return False
    written, end = _bytes(DEFAULT_DB_ALIAS, "pg_current_wal_lsn()"), time.monotonic() + CATCH_UP_SECONDS
    try:
        while _bytes(REPLICA, "pg_last_wal_replay_lsn()") < written:
            if time.monotonic() > end:
                return False
            time.sleep(0.02)
    except DatabaseError:
        return False
    return True
