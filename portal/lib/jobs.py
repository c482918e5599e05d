"""The one way in which a service sets a job going."""

from functools import partial
from typing import Any

from celery import Task
from django.db import transaction


def nudge(task: Task, *args: Any) -> None:
    """Queue `task` once the transaction is committed; losing the broker never fails the request.

    Only a nudge: what is to be done stands in a row, and the timetable finds it if this is lost.
    """
    transaction.on_commit(partial(task.apply_async, args, retry=False), robust=True)
