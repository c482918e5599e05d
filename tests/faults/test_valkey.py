"""Valkey is killed and comes back empty: pages and bookings go on, and what the queue held is found again."""

import uuid

import pytest

from tests.faults.families import book_by_mail, fresh, mails_to, tick, unsent
from tests.servers.processes import wait_for

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("servers")]


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
    assert mails_to(mailbox, "Before", "Meanwhile") == ["Before", "Meanwhile"], "each once"
    assert len(mailbox.mails) == len({mail["Message-ID"] for mail in mailbox.mails}), "nor others twice"
