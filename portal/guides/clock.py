"""The timetable's jobs of the guides."""

from celery import shared_task
from django.utils import timezone

from portal.guides import tasks
from portal.guides.dispatch import machine
from portal.guides.models import MachineRun


@shared_task(name="portal.guides.clock.translate")
def translate() -> None:
    """Put back what dead workers held, and set going the machine runs whose time has come."""
    machine.sweep()
    for pk in MachineRun.objects.waiting(timezone.now()).values_list("pk", flat=True):
        tasks.translate.delay(pk)
