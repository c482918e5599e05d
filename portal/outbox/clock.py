"""The timetable's jobs of the outbox."""

from typing import Any

from celery import shared_task
from celery.signals import before_task_publish
from django.utils import timezone

from portal.outbox import tasks
from portal.outbox.dispatch import calls, claims
from portal.outbox.models import Heartbeat, Message

TICK = "portal.outbox.clock.tick"


@before_task_publish.connect(sender=TICK)
def beat_lives(**signal: Any) -> None:
    """Only beat publishes the tick: that it does so shows that it lives."""
    Heartbeat.seen_now("beat")


@shared_task(name=TICK)
def tick() -> None:
    """Show that a worker lives, free what a dead one held, and send what is due."""
    Heartbeat.seen_now("worker")
    claims.sweep()
    if Message.objects.to_send(timezone.now()).exists():
        tasks.dispatch.delay()


@shared_task(name="portal.outbox.clock.drop_calls")
def drop_calls() -> int:
    """Take off the call lists what is no longer true."""
    return calls.drop_untrue()
