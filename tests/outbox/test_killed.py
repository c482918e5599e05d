"""Kill -9 of a real worker while it sends: each mail arrives once, only the one in flight perhaps twice."""

import threading
from collections import Counter

import pytest

from portal.outbox import tasks
from portal.outbox.choices import Channel, State
from portal.outbox.dispatch import claims
from portal.outbox.models import Message
from portal.outbox.services import Recipient, post
from tests.factories.accounts import UserFactory
from tests.outbox import kinds
from tests.workers import kill_whole, wait_for, workers

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.servers]


def test_a_worker_is_killed_while_it_sends(smtp_server, tmp_path, monkeypatch):
    monkeypatch.setattr("portal.outbox.services.nudge", lambda task: None)
    user = UserFactory()
    for number in range(8):
        post(kinds.Seat.key, user.pk, to=Recipient(Channel.MAIL, f"p{number}@example.org", "tr"))
    sink = smtp_server.handler
    sink.pause_after, sink.paused, sink.go_on = 4, threading.Event(), threading.Event()
    with workers(tmp_path, smtp_server.port) as crew:
        first = crew.start()
        crew.queue_job(tasks.dispatch)
        assert sink.paused.wait(240)
        kill_whole(first)
        sink.go_on.set()
        assert Message.objects.filter(state=State.SENT).count() == 3
        monkeypatch.setattr(claims, "CLAIM_SECONDS", -1)
        assert claims.sweep() == 5, "the timetable's job, three minutes later"
        crew.start()
        crew.queue_job(tasks.dispatch)
        wait_for(lambda: Message.objects.filter(state=State.SENT).count() == 8)
    times = Counter(mail["Message-ID"] for mail in sink.mails)
    assert sorted(times.values()) == [1] * 7 + [2]
