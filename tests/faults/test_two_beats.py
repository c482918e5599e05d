"""Two clocks are started by mistake: each job comes twice at once, and does its work once."""

import threading
from collections import Counter

import pytest
from django.conf import settings
from django.db import connection

from portal.celery import app
from portal.outbox.models import Message
from tests import matrix
from tests.cast import assemble

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(job, faults):
    """Run by two workers."""

    def run():
        try:
            job()
        except Exception as fault:
            faults.append((job.name, repr(fault)))
        finally:
            connection.close()

    workers = [threading.Thread(target=run) for _worker in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def test_every_job_of_the_timetable_may_come_twice_at_once(mailoutbox):
    matrix.furnish(assemble())
    faults = []
    app.loader.import_default_modules()
    jobs = [app.tasks[entry["task"]] for entry in settings.CELERY_BEAT_SCHEDULE.values()]
    for job in jobs:
        at_once(job, faults)
    assert faults == []

    said = Message.objects.values_list("kind", "object_id", "channel", "address")
    assert [letter for letter, times in Counter(said).items() if times > 1] == []
    ids = [mail.extra_headers["Message-ID"] for mail in mailoutbox]
    assert len(ids) == len(set(ids))
