"""Jobs of the timetable."""

from celery import Task, shared_task

from organisations import services
from organisations.services import importing


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


@shared_task(name="organisations.clock.look_after_surveys")
def look_after_surveys() -> None:
    """Close the questions of networks whose last day is over, and remind of those whose last day is near."""
    services.close_surveys()
    services.remind_of_surveys()


@shared_task(name="organisations.clock.learn_words")
def learn_words() -> dict[str, int]:
    """Learn the words of the names that came since, so that they are found misspelt, too."""
    return services.learn_words()


@shared_task(name="organisations.clock.freeze_sums")
def freeze_sums() -> int:
    """Write down the sums of a year once its answers are closed."""
    return services.freeze_sums()


@shared_task(name="organisations.clock.freeze_network_sums")
def freeze_network_sums() -> int:
    """Write down what networks read of the figures of their members, once a year is closed."""
    return services.freeze_network_sums()


@shared_task(bind=True, name="organisations.clock.work_on_list")
def work_on_list(self: Task, pk: int) -> None:
    """Compare an uploaded list with the registry or take it over; set going by the service as well."""
    importing.work(pk, self.request.id)


@shared_task(name="organisations.clock.sweep_lists")
def sweep_lists() -> int:
    """Take up the lists that dead workers held."""
    return importing.sweep()
