import os
from typing import Any

from celery import Celery
from celery.signals import before_task_publish, task_postrun, task_prerun

from portal.lib import requestid

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
app = Celery("elternbruecke")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="clock")


@before_task_publish.connect
def hand_on(headers: dict[str, Any] | None = None, **signal: Any) -> None:
    """A job carries the name of the request that set it going."""
    if headers is not None:
        headers["request_id"] = requestid.current()


@task_prerun.connect
def take_up(task: Any, **signal: Any) -> None:
    if not task.request.is_eager:
        requestid.take_up(getattr(task.request, "request_id", requestid.NONE))


@task_postrun.connect
def lay_down(task: Any, **signal: Any) -> None:
    if not task.request.is_eager:
        requestid.take_up(requestid.NONE)
