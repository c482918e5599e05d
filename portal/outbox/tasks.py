import time

from celery import shared_task

from portal.outbox.dispatch import batch

# Well below the hard limit, so that a batch is never killed in the middle.
RUN_SECONDS = 180


@shared_task
def dispatch() -> None:
    """Send what is due, batch by batch, until nothing is left or the time is up; the next tick goes on."""
    end = time.monotonic() + RUN_SECONDS
    while batch.run() and time.monotonic() < end:
        pass
