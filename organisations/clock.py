"""Jobs of the timetable."""

from celery import shared_task

from organisations import services


@shared_task(name="organisations.clock.end_claims")
def end_claims() -> int:
    """End the claims that nobody has answered in time."""
    return services.end_overdue_claims()


@shared_task(name="organisations.clock.remind_of_measures")
def remind_of_measures() -> int:
    """Tell people of what they wanted to do and whose day is near."""
    return services.remind_of_measures()


@shared_task(name="organisations.clock.look_after_checks")
def look_after_checks() -> None:
    """End the checks of organisations whose time is over, and tell people of those that end soon."""
    services.lapse_verifications()
    services.remind_of_verifications()


@shared_task(name="organisations.clock.freeze_sums")
def freeze_sums() -> int:
    """Write down the sums of a year once its answers are closed."""
    return services.freeze_sums()
