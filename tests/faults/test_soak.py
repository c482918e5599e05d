"""Every process is killed in turn while families book: each once in the suite, for minutes by `make soak`."""

import http.client
import os
import random
import time
import uuid
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field, replace

import pytest

from tests.faults.conftest import WEB, mailing
from tests.faults.families import book_by_mail, tick, unsent
from tests.faults.house import meanwhile
from tests.servers.processes import wait_for, working
from tests.servers.web import serving

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("servers")]
MINUTES = float(os.environ.get("SOAK_MINUTES", "0"))


@dataclass
class Part:
    """A process of the house: left, it has been killed with -9."""

    lives: Callable[[], AbstractContextManager[object]]
    life: ExitStack = field(default_factory=ExitStack)

    def start(self):
        self.life.enter_context(self.lives())

    def kill(self):
        self.life.close()


@pytest.fixture
def parts(house, mailbox, tmp_path, monkeypatch):
    """All of them, running."""
    monkeypatch.setattr(house, "web", house.web)  # afterwards it is again the one of the other tests
    env = mailing(house, mailbox)

    @contextmanager
    def web():
        with serving(tmp_path, **house.extra, **WEB) as server:
            house.web = replace(server, cookies=house.web.cookies)
            yield

    @contextmanager
    def database(name):
        house.mend()
        yield
        house.kill(name)

    found = {
        "postgres": Part(lambda: database("postgres")),
        "valkey": Part(lambda: database("valkey")),
        "web": Part(web),
        "worker": Part(lambda: working("WORKER", tmp_path / "worker.log", env, "--concurrency", "1")),
        "beat": Part(lambda: working("BEAT", tmp_path / "beat.log", env)),
    }
    for part in found.values():
        part.start()
    yield found
    for name in ("web", "worker", "beat"):
        found[name].kill()


def test_whatever_is_killed_nothing_that_was_confirmed_is_lost(house, parts, mailbox, tmp_path):
    assert house.web.get(house.page["book"]).status == 200
    confirmed, killed, end = [], Counter(), time.monotonic() + MINUTES * 60

    def book():
        name = uuid.uuid4().hex
        try:
            said = book_by_mail(house, name)
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)  # nobody is there
            return None
        if said.status == 302:
            confirmed.append(name)
        return said.status

    with meanwhile(book) as answers:
        while not killed or time.monotonic() < end:
            for name in random.sample(sorted(parts), len(parts)):
                more(confirmed)
                parts[name].kill()
                more(answers)
                parts[name].start()
                killed[name] += 1
        more(confirmed)
    print(f"killed {dict(killed)}, answered {dict(Counter(answers))}, confirmed {len(confirmed)}")  # noqa: T201
    assert set(answers) <= {302, 503, None}
    assert set(confirmed) <= set(house.all("SELECT name FROM parentwork_booking"))

    def sent():
        hurry(house)
        tick(house)
        return unsent(house) == []

    wait_for(sent, 240, lambda: (tmp_path / "worker.log").read_text())
    told = {mail["To"].partition("@")[0] for mail in mailbox.mails}
    assert set(confirmed) <= told
    assert len({mail["Message-ID"] for mail in mailbox.mails}) == len(told), (
        "one letter each, repeated or not"
    )
    print(f"{len(told)} letters, {len(mailbox.mails) - len(told)} of them came twice")  # noqa: T201


def more(things):
    """Wait until three have been added."""
    known = len(things)
    wait_for(lambda: len(things) >= known + 3, 90)


def hurry(house):
    """Turn back the clocks of what a dead worker left claimed, and of what is to be tried again."""
    with house.connect() as connection:
        connection.execute("UPDATE outbox_message SET claimed_at = claimed_at - interval '10 minutes'")
        connection.execute("UPDATE outbox_message SET due = now() WHERE state = 'due' AND channel = 'mail'")
