from celery import shared_task

from portal.erasures import services


@shared_task
def tick() -> None:
    """Write into the ledger what a full disk or a crash kept back."""
    services.write_out()
