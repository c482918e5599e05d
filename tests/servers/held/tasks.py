from celery import shared_task

from parentwork.services import waiting


@shared_task(name="tests.fill")
def fill() -> int:
    """As the clock does it by day, at whatever hour the test is run."""
    return waiting.fill()
