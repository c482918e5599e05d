"""What whoever runs the house must know: for Prometheus, and in words for portal staff."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from portal.documents.choices import State as Rendering
from portal.documents.models import Document
from portal.erasures.models import Erasure
from portal.operation.readings import readings
from portal.outbox import services as outbox
from portal.outbox.choices import Channel, State
from portal.outbox.models import Heartbeat, Message
from tests.outbox.kinds import Seat

pytestmark = pytest.mark.django_db
PAGE = "/en/desk/operation/"
AN_HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def alive():
    for name in ("beat", "worker"):
        Heartbeat.seen_now(name)


def value(name, of=""):
    return next(it.value for it in readings() if (it.name, it.of) == (name, of))


def unwell():
    return [it.name for it in readings() if not it.is_well]


def message(number, **changes):
    row = outbox.post(Seat.key, number, to=outbox.Recipient(Channel.MAIL, "a@verein.example"))
    Message.objects.filter(pk=row.pk).update(**changes)


def document(state, **more):
    Document.objects.create(kind="tests.report", language="de", state=state, **more)


def test_a_quiet_house_is_well():
    assert unwell() == []


def test_messages_that_wait_are_counted_and_the_oldest_is_timed():
    message(1, due=timezone.now() - AN_HOUR)
    message(2, due=timezone.now() - timedelta(seconds=5))
    message(3, due=timezone.now() + AN_HOUR)
    assert value("messages_due") == 2
    assert value("oldest_message_seconds") == pytest.approx(3600, abs=60)
    assert unwell() == ["oldest_message_seconds"]


def test_what_failed_is_not_well():
    message(1, state=State.FAILED, finished_at=timezone.now())
    document(Rendering.FAILED, finished=timezone.now())
    assert unwell() == ["messages_failed", "documents_failed"]


def test_documents_that_wait_are_timed():
    document(Rendering.QUEUED)
    Document.objects.update(created=F("created") - AN_HOUR)
    assert value("documents_waiting") == 1
    assert unwell() == ["oldest_document_seconds"]


def test_a_process_that_fell_silent_or_never_ran_is_not_well():
    Heartbeat.objects.filter(name="beat").update(seen=timezone.now() - AN_HOUR)
    Heartbeat.objects.filter(name="worker").delete()
    assert unwell() == ["beat_seen_seconds", "worker_seen_seconds"]
    assert value("worker_seen_seconds") is None


def test_a_backup_is_timed_once_there_was_one():
    assert "backup_seconds" not in {it.name for it in readings()}
    Heartbeat.seen_now("backup")
    assert unwell() == []
    Heartbeat.objects.filter(name="backup").update(seen=timezone.now() - 27 * AN_HOUR)
    assert unwell() == ["backup_seconds"]


def test_deletions_that_do_not_reach_the_ledger_are_not_well():
    Erasure.objects.create(what="accounts.user", ids=[1], at=timezone.now() - 3 * AN_HOUR)
    assert unwell() == ["erasures_unwritten"]


def test_without_valkey_the_queues_are_unknown_and_all_else_is_read(settings, tmp_path):
    settings.REDIS_URL = f"unix://{tmp_path}/nobody.sock"
    assert value("jobs_waiting", of="mail") is None
    assert unwell() == ["jobs_waiting"] * 3
    assert value("messages_due") == 0


def test_prometheus_needs_the_token(client, settings):
    for token in ("", "another"):
        settings.METRICS_TOKEN = token
        for said in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer secret"}):
            assert client.get("/metrics", headers=said).status_code == 404


def test_prometheus_reads_each_of_them(client, settings, django_assert_num_queries):
    settings.METRICS_TOKEN = "secret"
    message(1, due=timezone.now() - AN_HOUR)
    with django_assert_num_queries(8):
        answer = client.get("/metrics", headers={"Authorization": "Bearer secret"})
    lines = answer.text.splitlines()
    assert answer["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer["Cache-Control"] == "no-store"
    assert "# HELP elternbruecke_messages_due Messages that wait to be sent" in lines
    assert "# TYPE elternbruecke_messages_due gauge" in lines
    assert "elternbruecke_messages_due 1" in lines
    assert 'elternbruecke_jobs_waiting{of="mail"} 0' in lines
    assert "# TYPE elternbruecke_requests_total counter" in lines
    assert [line for line in lines if "verein.example" in line] == []


def test_what_could_not_be_read_is_left_out(client, settings, tmp_path):
    settings.METRICS_TOKEN, settings.REDIS_URL = "secret", f"unix://{tmp_path}/nobody.sock"
    text = client.get("/metrics", headers={"Authorization": "Bearer secret"}).text
    assert "jobs_waiting" not in text
    assert "elternbruecke_messages_due 0" in text


def test_portal_staff_read_it_in_words(client, cast):
    client.force_login(cast.portal_staff)
    page = client.get(PAGE).text
    assert "Everything is as it should be." in page
    assert "seconds ago" in page or "second ago" in page
    message(1, due=timezone.now() - AN_HOUR)
    page = client.get(PAGE).text
    assert "The message that has waited longest: 1 hour" in page
    assert "Does the mail server or the SMS gateway answer?" in page
    assert "Everything is as it should be." not in page


def test_nobody_else_reads_it(client, cast):
    client.force_login(cast.coordinator)
    assert client.get(PAGE).status_code == 404
