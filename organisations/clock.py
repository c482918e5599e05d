"""Jobs of the timetable."""

from celery import shared_task

from organisations import services


@shared_task(name="organisations.clock.end_claims")
def end_claims() -> int:
    """End the claims that nobody has answered in time."""
    return services.end_overdue_claims()
