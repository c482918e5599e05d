"""Databases are killed in turn while families book: each once in the suite, for minutes by `make soak`."""

import os
import random
import time
import uuid
from collections import Counter

import pytest

from tests.faults.families import book_by_mail, tick, unsent
from tests.faults.house import meanwhile
from tests.servers.processes import wait_for

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("servers")]
MINUTES = float(os.environ.get("SOAK_MINUTES", "0"))


def test_whatever_is_killed_nothing_that_was_confirmed_is_lost(house, worker, mailbox):
    assert house.web.get(house.page["book"]).status == 200
    confirmed, killed, end = [], Counter(), time.monotonic() + MINUTES * 60

    def book():
        name = uuid.uuid4().hex
        said = book_by_mail(house, name)
        if said.status == 302:
            confirmed.append(name)
        return said

    with meanwhile(book) as answers:
        while not killed or time.monotonic() < end:
            for part in random.sample(["postgres", "valkey"], 2):
                more(confirmed)
                house.kill(part)
                more(answers)
                house.mend()
                killed[part] += 1
        more(confirmed)
    print(f"killed {dict(killed)}, answered {dict(Counter(it.status for it in answers))}")  # noqa: T201
    assert {answer.status for answer in answers} <= {302, 503}
    assert set(confirmed) <= set(house.all("SELECT name FROM parentwork_booking"))

    hurry(house)
    tick(house)
    wait_for(lambda: unsent(house) == [], 120, worker.read_text)
    told = {mail["To"].partition("@")[0] for mail in mailbox.mails}
    assert set(confirmed) <= told
    assert len({mail["Message-ID"] for mail in mailbox.mails}) == len(told), (
        "one letter each, repeated or not"
    )


def more(things):
    """Wait until three have been added."""
    known = len(things)
    wait_for(lambda: len(things) >= known + 3, 60)


def hurry(house):
    """Turn back the clocks of what a dead connection left claimed, and of what is to be tried again."""
    with house.connect() as connection:
        connection.execute("UPDATE outbox_message SET claimed_at = claimed_at - interval '10 minutes'")
        connection.execute("UPDATE outbox_message SET due = now() WHERE state = 'due' AND channel = 'mail'")
