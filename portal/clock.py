"""Jobs of the timetable that concern the whole house."""

from celery import shared_task
from django.core.management import call_command


@shared_task
def purge() -> None:
    """Delete what has reached its deletion date."""
    call_command("purge")
