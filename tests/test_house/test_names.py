"""What settings name by strings is there, and every model has its migration."""

import re

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils.module_loading import import_string

import portal.settings as house_settings
from portal.celery import app

OURS = re.compile(r"(portal|organisations|parentwork|funding)(\.\w+){2,}")
LISTS = (
    "AUTHENTICATION_BACKENDS", "DEMO_LOADERS", "EVIDENCE_TOLD", "GERMANY_LOADERS", "LINK_SOURCES",
    "MIDDLEWARE", "PURGES", "REFERENCE_LOADERS", "SECOND_FACTOR_RULES", "WHEN_ACCOUNT_CLOSES",
)  # fmt: skip
TABLES = ("ACCOUNT_FORMS", "ERASERS", "MFA_FORMS", "PAGE_STAMPS", "SITEMAPS")


@pytest.mark.parametrize("setting", LISTS)
def test_each_name_of_the_list_is_something_to_call(setting):
    names = getattr(settings, setting)
    assert len(names) == len(set(names))
    assert all(callable(import_string(name)) for name in names)


@pytest.mark.parametrize("setting", TABLES)
def test_each_name_of_the_table_is_something_to_call(setting):
    names = getattr(settings, setting).values()
    assert names
    assert all(callable(import_string(name)) for name in names)


def test_no_setting_that_names_something_of_ours_is_forgotten():
    assert set(naming_ours()) - {*LISTS, *TABLES} == set()


def naming_ours():
    """The settings that hold a list or a table of dotted names, one of them inside an app of the house."""
    for name, value in vars(house_settings).items():
        texts = value.values() if isinstance(value, dict) else value
        if (
            name.isupper()
            and isinstance(value, dict | list)
            and any(OURS.fullmatch(str(text)) for text in texts)
        ):
            yield name


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
