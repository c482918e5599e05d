"""What the next messages are about, loaded together: one by one takes as long as all the rest."""

import time
from collections.abc import Sequence
from typing import Any

from django.db import Error as DatabaseError

from portal.outbox import kinds
from portal.outbox.models import Message

AHEAD = 20
# Facts that are older are asked for again, so that a message is wanted when it is sent.
FRESH_SECONDS = 1.0


class Ahead:
    """The objects of a batch, a few messages at a time."""

    def __init__(self, batch: Sequence[Message]) -> None:
        self._batch = batch
        self._known: dict[str, tuple[float, dict[int, Any]]] = {}  # by kind, and since when

    def object_of(self, message: Message) -> Any | None:
        """What a message of the batch is about, as it was a second ago at most; None if it is gone.

        Raises what its kind raises.
        """
        since, found = self._known.get(message.kind, (0.0, {}))
        if message.object_id not in found or time.monotonic() - since > FRESH_SECONDS:
            since, found = time.monotonic(), self._load(message)
            self._known[message.kind] = since, found
        return found[message.object_id]

    def wanted(self, message: Message) -> Any | None:
        """What the message is about, as `object_of` says; None, too, if it is not to be told any more."""
        obj = self.object_of(message)
        return obj if obj is not None and kinds.kind_of(message.kind).still_wanted(obj, message) else None

    def _load(self, message: Message) -> dict[int, Any]:
        place = self._batch.index(message)
        coming = self._batch[place : place + AHEAD]
        try:
            return _objects(message.kind, {other.object_id for other in coming if other.kind == message.kind})
        except DatabaseError:
            raise
        except Exception:  # of another one perhaps, which must stop nobody
            return _objects(message.kind, {message.object_id})


def _objects(kind: str, ids: set[int]) -> dict[int, Any]:
    found = kinds.kind_of(kind).load_many(ids)
    return {object_id: found.get(object_id) for object_id in ids}
