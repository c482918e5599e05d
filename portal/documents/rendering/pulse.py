"""Shows every few seconds that the worker lives, while the layout keeps it busy for minutes."""

import threading
from typing import Any, Self

from django.db import DatabaseError, connection
from django.utils import timezone

from portal.documents.models import Document

BEAT_SECONDS = 10


class Pulse:
    """Writes `seen` of a document from a thread of its own as long as the block runs."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: Any) -> None:
        self._stop.set()
        self._thread.join()

    def _beat(self) -> None:
        try:
            while not self._stop.wait(BEAT_SECONDS):
                self._show()
        finally:
            connection.close()

    def _show(self) -> None:
        mine = Document.objects.filter(pk=self._document.pk, claim=self._document.claim)
        try:
            mine.update(seen=timezone.now())
        except DatabaseError:
            connection.close()  # the next beat tries again
