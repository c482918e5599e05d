"""Kill -9 of a real worker while it renders: the document still arrives."""

import pytest
from django.utils import timezone

from portal.documents import tasks
from portal.documents.choices import State
from portal.documents.models import Document
from portal.documents.rendering import job
from tests.workers import kill_child, kill_whole, wait_for, workers

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.servers]


@pytest.fixture
def slow(tmp_path):
    mark = tmp_path / "begun"
    document = Document.objects.create(kind="tests.slow", params={"mark": str(mark)}, language="de")
    return document, mark


def state(document):
    document.refresh_from_db()
    return document.state


def test_the_process_that_renders_is_killed(slow, tmp_path):
    document, mark = slow
    with workers(tmp_path) as crew:
        worker = crew.start()
        crew.queue_job(tasks.render, str(document.pk))
        wait_for(mark.exists)
        kill_child(worker)
        wait_for(lambda: state(document) == State.DONE)
    assert document.attempts == 2
    assert document.file.open("rb").read().startswith(b"%PDF")


def test_the_whole_worker_is_killed(slow, tmp_path, monkeypatch):
    document, mark = slow
    with workers(tmp_path) as crew:
        worker = crew.start()
        crew.queue_job(tasks.render, str(document.pk))
        wait_for(mark.exists)
        kill_whole(worker)
        assert state(document) == State.RENDERING
        monkeypatch.setattr(job, "SILENT_SECONDS", 0)
        assert job.sweep() == 1, "the timetable's job, a minute later"
        assert state(document) == State.QUEUED
        crew.start()
        crew.queue_job(tasks.render, str(document.pk))
        wait_for(lambda: state(document) == State.DONE)
    assert document.attempts == 2
    assert document.finished <= timezone.now()
