"""The timetable's jobs of the guides."""

from celery import shared_task
from django.utils import timezone

from portal.guides import tasks
from portal.guides.dispatch import machine
from portal.guides.models import MachineRun
from portal.guides.services import facts, indexing, linkcheck


@shared_task(name="portal.guides.clock.translate")
def translate() -> None:
    """Put back what dead workers held, and set going the machine runs whose time has come."""
    machine.sweep()
    for pk in MachineRun.objects.waiting(timezone.now()).values_list("pk", flat=True):
        tasks.translate.delay(pk)


@shared_task(name="portal.guides.clock.check_links")
def check_links() -> None:
    """Every day: see which links there are, and ask those that were last asked a week ago or failed."""
    linkcheck.collect()
    tasks.check_links.delay()


@shared_task(name="portal.guides.clock.remind")
def remind() -> None:
    """Tell the editors of facts that end soon, and once a month of those that nobody has checked lately."""
    facts.remind()


@shared_task(name="portal.guides.clock.index")
def index() -> None:
    """Every night: let the search read what words, labels, pictures and titles of other guides now say."""
    indexing.refresh()
