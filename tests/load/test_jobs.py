"""Which jobs are measured with the whole country."""

from importlib import import_module

from django.conf import settings

from tests.load.jobs import ABROAD, jobs


def test_every_job_that_needs_no_network_is_measured_and_what_deletes_comes_last():
    found = jobs()
    assert set(found) == set(settings.CELERY_BEAT_SCHEDULE) - ABROAD
    assert [*found][-1] == "purge"
    for task in found.values():
        module, _dot, name = str(task).rpartition(".")
        assert callable(getattr(import_module(module), name)), task
