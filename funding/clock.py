"""Jobs of the timetable."""

from celery import shared_task

from funding.services import kept_papers, land_reports, reminders, watching


@shared_task(name="funding.clock.remind")
def remind() -> int:
    """Tell people of deadlines that are near or have passed."""
    return reminders.remind() + reminders.remind_of_entries() + watching.remind() + kept_papers.remind()


@shared_task(name="funding.clock.freeze_land_reports")
def freeze_land_reports() -> int:
    """Write down the annual reports of the Länder, once the sums of a year are there."""
    return land_reports.freeze_land_reports()
