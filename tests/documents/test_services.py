"""Requesting once, rendering once, and again when something changed, failed or died."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from portal.documents import clock, services
from portal.documents.choices import State
from portal.documents.models import Document
from portal.documents.rendering import job
from portal.lib import storage
from portal.lib.storage import WholeFiles
from tests.documents.kinds import World

pytestmark = pytest.mark.django_db


def files():
    return sorted(path.name for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())


@pytest.fixture
def stuck(settings, tmp_path_factory, monkeypatch):
    """The names of files that the disk does not let go."""
    settings.DATA_DIR = tmp_path_factory.mktemp("data")
    names, remove = set(), os.remove

    def refuses(path):
        if Path(path).name in names:
            raise PermissionError(path)
        remove(path)

    monkeypatch.setattr("os.remove", refuses)
    return names


def queued(member, **params):
    return services.request_document("tests.report", params, language="de", by=member)


def test_nothing_is_rendered_in_the_request(member, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        document = queued(member)
    assert (document.state, document.progress, files()) == (State.QUEUED, 0, [])
    assert len(callbacks) == 1


def test_a_requested_document_is_rendered_after_the_commit(rendered, member):
    document = rendered(params={"title": "Bericht 2026"})
    assert (document.state, document.progress, document.error) == (State.DONE, 100, "")
    assert (document.filename, document.owner) == ("Bericht 2026.pdf", member)
    content = document.file.open("rb").read()
    assert content.startswith(b"%PDF")
    assert document.size == len(content)
    assert files() == [f"{document.pk}.pdf"]
    assert document.expires.date() == (timezone.now() + timedelta(days=30)).date()


def test_unchanged_input_is_not_rendered_twice(rendered, monkeypatch):
    first = rendered()
    monkeypatch.setattr(job.pdf, "write", None)
    assert rendered() == first
    assert Document.objects.count() == 1


@pytest.mark.parametrize("change", ["data", "params", "language", "templates"])
def test_changed_input_is_rendered_again(change, rendered, monkeypatch):
    first = rendered()
    if change == "data":
        World.words = "Schule und Eltern"
    if change == "templates":
        monkeypatch.setattr("portal.documents.rendering.inputs.release", lambda language: "next")
    params = {"title": "Anders"} if change == "params" else {}
    second = rendered(params=params, language="en" if change == "language" else "de")
    assert second != first
    assert second.sha256 != first.sha256 or change == "templates"


def test_two_clicks_give_one_row(member):
    assert queued(member) == queued(member)
    assert Document.objects.count() == 1


def test_a_document_that_fails_while_another_asks_for_it_is_queued_again(member, monkeypatch):
    failing = queued(member)
    create = Document.objects.bulk_create

    def create_and_fail(*args, **kwargs):
        made = create(*args, **kwargs)
        Document.objects.filter(pk=failing.pk).update(state=State.FAILED)
        return made

    monkeypatch.setattr(Document.objects, "bulk_create", create_and_fail)
    again = queued(member)
    assert (again.state, again.pk != failing.pk) == (State.QUEUED, True)


def test_data_that_change_between_request_and_job_are_shown_as_they_are_then(member):
    document = queued(member)
    before = document.input_checksum
    World.words = "Neu"
    assert job.render(str(document.pk), "job")
    document.refresh_from_db()
    assert document.input_checksum not in ("", before)
    assert queued(member) == document


def test_data_that_change_into_those_of_another_document_leave_both(member):
    old = queued(member)
    World.words = "Neu"
    new = queued(member)
    assert job.render(str(old.pk), "job")
    old.refresh_from_db()
    assert (old.state, old.input_checksum) == (State.DONE, "")
    assert queued(member) == new


def test_a_broken_kind_fails_visibly_and_leaves_no_half_file(rendered):
    document = rendered("tests.broken")
    assert (document.state, document.error) == (State.FAILED, "ZeroDivisionError")
    assert files() == []


def test_a_kind_that_returns_objects_is_refused(member, monkeypatch):
    monkeypatch.setattr(
        "tests.documents.kinds.Report.gather", lambda self, params, language: {"user": member}
    )
    with pytest.raises(TypeError, match="plain values"):
        queued(member)


def test_a_document_in_work_is_left_to_its_worker(member):
    document = queued(member)
    Document.objects.update(state=State.RENDERING, claim="other job", seen=timezone.now())
    assert not job.render(str(document.pk), "job")


def test_a_job_delivered_again_after_its_worker_was_killed_goes_on_at_once(member):
    document = queued(member)
    Document.objects.update(state=State.RENDERING, claim="job", seen=timezone.now(), progress=55, attempts=1)
    assert job.render(str(document.pk), "job")
    document.refresh_from_db()
    assert (document.state, document.attempts) == (State.DONE, 2)


def test_a_dead_workers_document_is_put_back_and_made(member):
    document = queued(member)
    long_ago = timezone.now() - timedelta(seconds=job.SILENT_SECONDS + 1)
    Document.objects.update(
        state=State.RENDERING, claim="dead", seen=long_ago, progress=55, attempts=1, created=long_ago
    )
    clock.tick()
    document.refresh_from_db()
    assert (document.state, document.attempts) == (State.DONE, 2)


def test_a_document_that_kills_its_workers_is_given_up(member):
    document = queued(member)
    long_ago = timezone.now() - timedelta(seconds=job.SILENT_SECONDS + 1)
    Document.objects.update(state=State.RENDERING, claim="dead", seen=long_ago, attempts=job.MAX_ATTEMPTS)
    clock.tick()
    document.refresh_from_db()
    assert (document.state, document.error) == (State.FAILED, "WorkerDied")


def test_a_lost_nudge_is_found_by_the_timetable(member):
    document = queued(member)
    Document.objects.update(created=timezone.now() - clock.WAIT - timedelta(seconds=1))
    clock.tick()
    document.refresh_from_db()
    assert document.state == State.DONE


def test_cancelling_stops_the_worker_at_its_next_step(member):
    document = queued(member)
    World.meanwhile = lambda: services.cancel(document, by=member)
    assert not job.render(str(document.pk), "job")
    document.refresh_from_db()
    assert (document.state, document.file.name, files()) == (State.CANCELLED, "", [])


def test_what_is_written_while_its_document_is_purged_does_not_stay(member, monkeypatch):
    document, put = queued(member), WholeFiles.put

    def is_purged_meanwhile(storage, name, content):
        put(storage, name, content)
        Document.objects.filter(pk=document.pk).delete()

    monkeypatch.setattr(WholeFiles, "put", is_purged_meanwhile)
    assert not job.render(str(document.pk), "job")
    assert files() == []


def test_what_does_not_go_even_then_is_noted_to_be_deleted_later(member, monkeypatch, stuck):
    document, put = queued(member), WholeFiles.put

    def is_purged_meanwhile(storage, name, content):
        put(storage, name, content)
        Document.objects.filter(pk=document.pk).delete()

    monkeypatch.setattr(WholeFiles, "put", is_purged_meanwhile)
    stuck.add(f"{document.pk}.pdf")
    assert not job.render(str(document.pk), "job")
    stuck.clear()
    storage.purge()
    assert files() == []


def test_a_failed_document_can_be_made_again(
    rendered, member, monkeypatch, django_capture_on_commit_callbacks
):
    with monkeypatch.context() as patch:
        patch.setattr("tests.documents.kinds.Report.filename", lambda self, data: 1 / 0)
        failed = rendered()
    assert failed.state == State.FAILED
    with django_capture_on_commit_callbacks(execute=True):
        services.redo(failed, by=member)
    failed.refresh_from_db()
    assert (failed.state, failed.error) == (State.DONE, "")


def test_redoing_what_was_made_meanwhile_gives_that(rendered, member):
    cancelled = services.cancel(queued(member), by=member)
    made = rendered()
    assert made != cancelled
    assert services.redo(cancelled, by=member) == made


def test_only_who_requested_may_cancel(member, stranger):
    document = queued(member)
    with pytest.raises(PermissionDenied):
        services.cancel(document, by=stranger)
    with pytest.raises(PermissionDenied):
        services.redo(document, by=stranger)


def test_what_is_ready_cannot_be_cancelled_or_redone(rendered, member):
    document = rendered()
    for verb in (services.cancel, services.redo):
        with pytest.raises(ValidationError):
            verb(document, by=member)


def test_a_file_that_was_lost_is_made_again(rendered):
    first = rendered()
    first.file.delete(save=False)
    second = rendered()
    first.refresh_from_db()
    assert (first.state, first.error, second.state) == (State.FAILED, "FileLost", State.DONE)


def test_purge_deletes_what_has_reached_its_date_with_its_file(rendered):
    old, kept = rendered(), rendered(params={"title": "Bleibt"})
    Document.objects.filter(pk=old.pk).update(expires=timezone.now() - timedelta(seconds=1))
    assert services.purge() == {"documents deleted": 1, "drafts deleted": 0}
    assert list(Document.objects.all()) == [kept]
    assert files() == [f"{kept.pk}.pdf"]


def test_purge_finds_a_file_that_was_finished_just_when_it_was_cancelled(rendered):
    document = rendered()
    Document.objects.update(state=State.CANCELLED, file="", expires=timezone.now() - timedelta(seconds=1))
    services.purge()
    assert files() == []
    assert not Document.objects.filter(pk=document.pk).exists()


def test_purge_goes_on_after_a_file_that_the_disk_does_not_let_go(rendered, stuck):
    first, second = rendered(), rendered(params={"title": "Zweites"})
    Document.objects.update(expires=timezone.now() - timedelta(seconds=1))
    stuck.add(f"{first.pk}.pdf")
    with pytest.raises(ExceptionGroup):
        services.purge()
    assert (list(Document.objects.all()), files()) == ([], [f"{first.pk}.pdf"])
    assert not second.file.storage.exists(second.file.name)
    stuck.clear()
    assert storage.purge() == {"files that could not be deleted before": 1}
    assert files() == []


def test_a_document_that_ends_its_worker_each_time_is_given_up_though_its_job_comes_again(rendered):
    document = rendered()
    Document.objects.update(
        state=State.RENDERING, claim="job", seen=timezone.now(), file="", attempts=job.MAX_ATTEMPTS
    )
    assert job.render(str(document.pk), "job") is False
    document.refresh_from_db()
    assert (document.state, document.error) == (State.FAILED, "WorkerDied")


@pytest.mark.parametrize(
    ("kind", "begins"), [("tests.table", b"\xef\xbb\xbfday;people"), ("tests.workbook", b"PK")]
)
def test_sheets_are_documents_too(kind, begins, rendered):
    document = rendered(kind)
    assert document.state == State.DONE, document.error
    assert document.file.open("rb").read().startswith(begins)


def test_what_is_taken_back_is_found_by_the_index_whatever_it_is_about(member):
    about, other = queued(member, title=1), queued(member, title=2)
    assert services.withdraw_about(["tests.report"], "title", [1, 3]) == 1
    about.refresh_from_db()
    other.refresh_from_db()
    assert (about.state, other.state) == (State.CANCELLED, State.QUEUED)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        rows = Document.objects.filter(kind__in=["tests.report"], params__in=[{"title": 1}, {"title": 3}])
        assert "document_params" in rows.order_by().explain()
        same = Document.objects.filter(kind="tests.report", params={"title": 1}, language="de")
        assert "document_params" in same.order_by().explain()
