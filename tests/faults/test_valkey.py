"""Valkey is killed and comes back empty: pages and bookings go on, and what the queue held is found again."""

import os
import signal
import subprocess
import sys
import uuid

import pytest
from celery import Celery

from portal.servers import commands
from tests.faults.test_database import family, fresh
from tests.servers.mailbox import Mailbox
from tests.servers.processes import BASE, wait_for

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("servers")]
TICK = "portal.outbox.clock.tick"


@pytest.fixture
def mailbox():
    with Mailbox() as server:
        yield server


@pytest.fixture
def worker(house, mailbox):
    """One that is there all the time, and is never started again."""
    log = house.servers.data_dir / "worker.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", *commands.WORKER.split(), "--concurrency", "1"],
            cwd=BASE, env=house.environment(EMAIL_URL=f"smtp://127.0.0.1:{mailbox.port}"),
            stdout=out, stderr=out, start_new_session=True,
        )  # fmt: skip
    yield log
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def tick(house):
    """As beat does it every half minute."""
    url = house.extra["REDIS_URL"].replace("unix://", "redis+socket://", 1)
    with Celery(broker=url, set_as_current=False) as app:
        app.send_task(TICK, queue="mail")


def book_by_mail(house, name):
    way = {"name": name, "way": "mail", "email": f"{uuid.uuid4().hex}@verein.example", "phone": ""}
    return house.web.post(house.page["book"], family(1) | way, **{"X-Forwarded-For": "198.51.100.7"})


def unsent(house):
    return house.all("SELECT name FROM outbox_message WHERE channel = 'mail' AND state <> 'sent' ORDER BY id")


def test_killed_and_emptied_it_costs_no_booking_and_no_mail(house, worker, mailbox):
    assert house.web.get(house.page["book"]).status == 200
    assert book_by_mail(house, "Before").status == 302
    wait_for(lambda: unsent(house) == [], 90, worker.read_text)

    house.kill("valkey")
    assert book_by_mail(house, "Meanwhile").status == 302
    assert house.web.get(fresh(house.page["guide"])).status == 200
    ready = house.web.get("/readyz")
    assert (ready.status, '"broker": "ConnectionError"' in ready.text) == (503, True)
    assert unsent(house) == ["Meanwhile"]

    (house.servers.data_dir / "valkey").rename(house.servers.data_dir / f"valkey-{uuid.uuid4().hex}")
    house.servers.start_valkey()
    tick(house)
    wait_for(lambda: unsent(house) == [], 60, worker.read_text)
    assert len(mailbox.mails) == len({mail["Message-ID"] for mail in mailbox.mails}) == 2
