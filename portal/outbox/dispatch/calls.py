"""Calls that nobody needs to make any more drop off the call lists by themselves."""

import logging
from collections.abc import Iterator

from celery.exceptions import SoftTimeLimitExceeded
from django.db import Error as DatabaseError
from django.utils import timezone

from portal.lib.errors import place_of
from portal.outbox.choices import State
from portal.outbox.dispatch.ahead import Ahead
from portal.outbox.models import Message

log = logging.getLogger(__name__)

BATCH_SIZE = 200


def drop_untrue() -> int:
    """Drop the calls that tell what is no longer true; how many those were."""
    dropped = 0
    for calls in _batches():
        ahead = Ahead(calls)
        untrue = [call.pk for call in calls if not _is_true(call, ahead)]
        over = {"state": State.DROPPED, "finished_at": timezone.now(), "payload": {}}
        dropped += Message.objects.to_call().filter(pk__in=untrue).update(**over)
    return dropped


def _batches() -> Iterator[list[Message]]:
    last = 0
    due = Message.objects.to_call().order_by("pk")
    while calls := list(due.filter(pk__gt=last)[:BATCH_SIZE]):
        yield calls
        last = calls[-1].pk


def _is_true(call: Message, ahead: Ahead) -> bool:
    """As for a mail; a call of which that cannot be said stays, for a person to look at."""
    try:
        return ahead.wanted(call) is not None
    except (SoftTimeLimitExceeded, DatabaseError):
        raise
    except Exception as error:
        log.error("call %s of kind %s: %s", call.pk, call.kind, place_of(error))
        return True
