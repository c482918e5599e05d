"""Shows every few seconds that a worker lives, while a long step keeps it busy."""

import threading
from collections.abc import Callable
from typing import Any, Self

from django.db import DatabaseError, connection


class Pulse:
    """Calls `beat` from a thread and a database connection of its own as long as the block runs."""

    def __init__(self, beat: Callable[[], object], *, seconds: float) -> None:
        self._beat = beat
        self._seconds = seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: Any) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            while not self._stop.wait(self._seconds):
                self._show()
        finally:
            connection.close()

    def _show(self) -> None:
        try:
            self._beat()
        except DatabaseError:
            connection.close()  # the next beat tries again
