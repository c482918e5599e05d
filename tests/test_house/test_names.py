"""What settings name by strings is there, and every model has its migration."""

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils.module_loading import import_string

from portal.celery import app

LISTS = ("REFERENCE_LOADERS", "DEMO_LOADERS", "PURGES", "SECOND_FACTOR_RULES", "WHEN_ACCOUNT_CLOSES")


@pytest.mark.parametrize("setting", LISTS)
def test_each_name_of_the_list_is_something_to_call(setting):
    names = getattr(settings, setting)
    assert len(names) == len(set(names))
    assert all(callable(import_string(name)) for name in names)


def test_each_kind_of_erasure_can_be_repeated():
    assert all(callable(import_string(name)) for name in settings.ERASERS.values())


def test_the_timetable_names_known_jobs():
    app.loader.import_default_modules()
    jobs = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert sorted(jobs - set(app.tasks)) == []


def test_every_job_goes_to_a_queue_that_the_worker_reads():
    app.loader.import_default_modules()
    own = [task for task in app.tasks if not task.startswith("celery.")]
    queues = {app.amqp.router.route({}, task)["queue"].name for task in own}
    assert queues <= {"mail", "documents", "default"}


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
