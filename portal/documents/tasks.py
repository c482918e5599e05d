from typing import Any

from celery import Task, shared_task
from celery.signals import worker_init

from portal.documents.rendering import job


@worker_init.connect
def warm_up(**signal: Any) -> None:
    """Loading the layout engine takes two seconds: once for all processes of a worker."""
    import weasyprint  # noqa: F401


@shared_task(bind=True)
def render(self: Task, uuid: str) -> None:
    """Render one document."""
    job.render(uuid, self.request.id)
