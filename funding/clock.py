"""Jobs of the timetable."""

from celery import shared_task

from funding.services import kept_papers, reminders, watching


@shared_task(name="funding.clock.remind")
def remind() -> int:
    """Tell people of deadlines that are near or have passed."""
    return reminders.remind() + reminders.remind_of_entries() + watching.remind() + kept_papers.remind()
