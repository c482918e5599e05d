"""Jobs of the timetable."""

from celery import Task, shared_task

from funding.services import kept_papers, land_reports, reminders, watching
from funding.services.past.uploading import WORKER


@shared_task(name="funding.clock.remind")
def remind() -> int:
    """Tell people of deadlines that are near or have passed."""
    return reminders.remind() + reminders.remind_of_entries() + watching.remind() + kept_papers.remind()


@shared_task(name="funding.clock.freeze_land_reports")
def freeze_land_reports() -> int:
    """Write down the annual reports of the Länder, once the sums of a year are there."""
    return land_reports.freeze_land_reports()


@shared_task(bind=True, name="funding.clock.work_on_grants")
def work_on_grants(self: Task, pk: int) -> None:
    """Look through an uploaded list of earlier grants or take it in; set going by the service as well."""
    WORKER.work(pk, self.request.id)


@shared_task(name="funding.clock.sweep_grants")
def sweep_grants() -> int:
    """Take up the lists of earlier grants that dead workers held."""
    return WORKER.sweep()
