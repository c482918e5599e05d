"""The timetable's job of the documents."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from portal.documents import tasks
from portal.documents.models import Document
from portal.documents.rendering import job

# A nudge that did not arrive by then is taken for lost.
WAIT = timedelta(seconds=60)
AT_ONCE = 100


@shared_task
def tick() -> None:
    """Put back what dead workers held, and set waiting documents going whose nudge was lost."""
    job.sweep()
    waiting = Document.objects.queued_before(timezone.now() - WAIT).order_by("created")
    for uuid in waiting.values_list("uuid", flat=True)[:AT_ONCE]:
        tasks.render.delay(str(uuid))
