"""A real worker is killed with -9 while it renders, sends and gives places on; another one takes over.

Instead of waiting for the minutes after which a worker counts as dead, the tests turn back the rows' clocks.
"""

import contextlib
import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from celery import Celery
from django.db import connection
from django.db.models import F
from redis import Redis

from portal.documents import services as documents
from portal.documents.choices import State as Rendering
from portal.documents.models import Document
from portal.outbox import services as outbox
from portal.outbox.choices import Channel
from portal.outbox.choices import State as Sending
from portal.outbox.models import Message
from portal.servers import commands
from tests.factories.parentwork import SeatFactory
from tests.servers.held import kinds as held
from tests.servers.mailbox import Mailbox
from tests.servers.processes import BASE, wait_for

pytestmark = [
    pytest.mark.servers,
    pytest.mark.xdist_group("servers"),
    pytest.mark.django_db(transaction=True),
]
BROKER_DATABASE = 7
LONG_AGO = timedelta(minutes=10)


@pytest.fixture
def mailbox():
    with Mailbox() as server:
        yield server


@pytest.fixture
def broker(settings, monkeypatch):
    """Sends jobs to the workers of these tests; what services nudge goes there too."""
    url = f"{settings.REDIS_URL.replace('unix://', 'redis+socket://', 1)}?virtual_host={BROKER_DATABASE}"
    app = Celery(broker=url, set_as_current=False)  # the suite goes on with its own
    with Redis.from_url(settings.REDIS_URL, db=BROKER_DATABASE) as valkey:
        valkey.flushdb()

        def send(task, *args):
            name = task if isinstance(task, str) else task.name
            queue = "mail" if name.startswith("portal.outbox.") else "documents"
            app.send_task(name, args, queue=queue)

        monkeypatch.setattr(documents, "nudge", send)
        monkeypatch.setattr(outbox, "nudge", send)
        yield send
        valkey.flushdb()


@pytest.fixture
def start_worker(mailbox, broker, tmp_path, settings):
    """Starts Celery workers, each in a process group of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.servers.worker_settings",
        "WORKER_DATABASE": connection.settings_dict["NAME"],
        "WORKER_MEDIA": str(settings.MEDIA_ROOT),
        "WORKER_SMTP_PORT": str(mailbox.port),
        "HOLD_DIR": str(tmp_path),
    }
    workers = []

    def start():
        name = f"kill-{len(workers)}@test"
        command = [sys.executable, "-m", *commands.WORKER.split(), "--concurrency", "1", "--hostname", name]
        with (tmp_path / f"worker-{len(workers)}.log").open("wb") as log:
            worker = subprocess.Popen(
                command, cwd=BASE, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        workers.append(worker)
        return worker

    yield start
    for worker in workers:
        kill(worker)


def kill(worker):
    """The whole worker with its pool, as if the machine had lost its power."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()


def kill_child(worker):
    """Only the process that does the job."""
    for pid in Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split():
        os.kill(int(pid), signal.SIGKILL)


def logs(folder: Path):
    return "\n".join(path.read_text(errors="replace")[-3000:] for path in sorted(folder.glob("worker-*.log")))


@pytest.fixture
def hold(tmp_path):
    """Lets the next worker that comes to a place stop there, once; returns the wait until it has."""

    def arrange(place):
        (tmp_path / f"held-{place}").unlink(missing_ok=True)
        (tmp_path / f"hold-{place}").touch()
        return lambda: wait_for((tmp_path / f"held-{place}").exists, 180, lambda: logs(tmp_path))

    return arrange


def test_a_document_arrives_although_its_worker_was_killed(start_worker, broker, hold, tmp_path):
    until_held = hold("report")
    worker = start_worker()
    document = documents.request_document(held.HeldReport.key, {}, language="de", by=None)
    until_held()
    until_held = hold("report")
    kill_child(worker)
    until_held()  # the worker has taken a new process and begun again
    kill(worker)
    document.refresh_from_db()
    assert document.state == Rendering.RENDERING

    Document.objects.update(seen=F("seen") - LONG_AGO, created=F("created") - LONG_AGO)
    start_worker()
    broker("portal.documents.clock.tick")
    done = Document.objects.filter(state=Rendering.DONE)
    wait_for(done.exists, 180, lambda: logs(tmp_path))
    document.refresh_from_db()
    assert document.attempts == 3
    assert document.file.read().startswith(b"%PDF")
    assert list(Path(document.file.path).parent.glob("*.part")) == []


@contextlib.contextmanager
def nobody_writes_messages():
    """Whoever wants to write one waits, and so cannot finish what belongs to it."""
    other = connection.copy()
    other.set_autocommit(False)
    try:
        with other.cursor() as cursor:
            cursor.execute("LOCK TABLE outbox_message IN SHARE MODE")
        yield
    finally:
        other.rollback()
        other.close()


def somebody_waits_to_write_a_message():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            " AND query LIKE 'INSERT INTO %outbox_message%' AND datname = current_database()"
        )
        return cursor.fetchone()[0] > 0


def test_places_are_given_on_once_although_a_worker_was_killed_in_the_middle(start_worker, broker, tmp_path):
    seat = SeatFactory(state="waiting", queue=1, booking__way="mail", booking__email="amal@verein.example")
    Message.objects.all().delete()
    worker = start_worker()
    with nobody_writes_messages():
        broker("tests.fill")
        wait_for(somebody_waits_to_write_a_message, 180, lambda: logs(tmp_path))
        kill(worker)
    wait_for(lambda: not somebody_waits_to_write_a_message(), 30)
    seat.refresh_from_db()
    assert (seat.state, Message.objects.count()) == ("waiting", 0)

    start_worker()
    broker("tests.fill")
    broker("tests.fill")
    wait_for(Message.objects.exists, 180, lambda: logs(tmp_path))
    seat.refresh_from_db()
    assert seat.state == "confirmed"
    assert [message.kind for message in Message.objects.all()] == ["parentwork.moved_up"]


def test_messages_arrive_once_and_the_one_in_flight_twice_with_the_same_id(
    start_worker, broker, mailbox, hold, tmp_path
):
    mailbox.silent_after = "Letter 3"
    until_held = hold("letter-5")
    first = start_worker()
    for number in range(1, 7):
        to = outbox.Recipient(Channel.MAIL, f"person-{number}@verein.example")
        outbox.post(held.Letter.key, number, to=to)
    wait_for(mailbox.fell_silent.is_set, 180, lambda: logs(tmp_path))
    kill(first)
    assert mailbox.counts() == {"Letter 1": 1, "Letter 2": 1, "Letter 3": 1}

    time_passes()
    second = start_worker()
    broker("portal.outbox.clock.tick")
    until_held()
    kill(second)

    time_passes()
    start_worker()
    broker("portal.outbox.clock.tick")
    unsent = Message.objects.exclude(state=Sending.SENT)
    wait_for(lambda: not unsent.exists(), 180, lambda: logs(tmp_path))
    once = dict.fromkeys(["Letter 1", "Letter 2", "Letter 4", "Letter 5", "Letter 6"], 1)
    assert mailbox.counts() == once | {"Letter 3": 2}
    assert len({mail["Message-ID"] for mail in mailbox.mails}) == 6


def time_passes():
    """Until what dead workers hold is free again."""
    Message.objects.filter(state=Sending.CLAIMED).update(claimed_at=F("claimed_at") - LONG_AGO)
