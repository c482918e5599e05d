"""A mail server in every mood: what it took is sent once, what it may have taken is repeated under the same
Message-ID, what it refuses for good is seen by people."""

import asyncio
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from portal.outbox.choices import Channel, State
from portal.outbox.dispatch import batch
from portal.outbox.models import Message
from portal.outbox.services import Recipient, post
from tests.factories.accounts import UserFactory
from tests.outbox import kinds  # noqa: F401 - registers them
from tests.outbox.sink import Server, Sink

pytestmark = pytest.mark.django_db
DROPS, HANGS = "drops", "hangs"
OK = "250 OK"


class Moody(Sink):
    """Takes each mail, and then does what its moods say, one for each mail; afterwards it is friendly."""

    def __init__(self):
        super().__init__()
        self.moods = []

    async def handle_DATA(self, server, session, envelope):
        await super().handle_DATA(server, session, envelope)
        mood = self.moods.pop(0) if self.moods else OK
        if mood == DROPS:
            server.transport.abort()
        if mood == HANGS:
            await asyncio.sleep(600)
        return mood if mood[0].isdigit() else OK


@pytest.fixture
def smtp(settings):
    server = Server(Moody())
    server.start()
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": server.port, "timeout": 1},
        }
    }
    yield server.handler
    server.stop()


@pytest.fixture
def letters():
    """Three that are due."""
    person = UserFactory()
    addresses = [f"{name}@verein.example" for name in ("amal", "bojan", "chiara")]
    return [post("tests.seat", person.pk, to=Recipient(Channel.MAIL, address, "de")) for address in addresses]


def outcome():
    """The state of each letter and what is known of its last fault, in order."""
    return list(Message.objects.order_by("pk").values_list("state", "error"))


def later():
    """Dispatch once more when all that waits is due."""
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        batch.run()


SENT = (State.SENT, "")


@pytest.mark.parametrize(
    ("mood", "error", "came"),
    [
        ("451 4.7.1 greylisted, amal@verein.example", "SMTPDataError 451 4.7.1", 4),
        ("421 4.3.2 closing", "SMTPDataError 421 4.3.2", 4),
        (DROPS, "SMTPServerDisconnected", 4),
        (HANGS, "SMTPServerDisconnected", 4),
    ],
    ids=["4xx", "421", "drops", "hangs"],
)
def test_after_a_passing_fault_the_one_mail_is_repeated_under_its_id(letters, smtp, mood, error, came):
    smtp.moods = [mood]
    batch.run()
    assert outcome() == [(State.DUE, error), SENT, SENT]
    later()
    assert outcome() == [SENT, SENT, SENT]
    ids = [mail["Message-ID"] for mail in smtp.mails]
    assert (len(ids), len(set(ids))) == (came, 3)
    assert ids[0] == ids[3]


def test_what_is_refused_for_good_stops_nobody_and_is_seen(letters, smtp):
    smtp.moods = [OK, "554 5.7.1 spam", OK]
    batch.run()
    later()
    assert outcome() == [SENT, (State.FAILED, "SMTPDataError 554 5.7.1"), SENT]
    assert len(smtp.mails) == 3


def test_a_server_that_hangs_at_every_mail_costs_time_and_no_mail(letters, smtp):
    smtp.moods = [HANGS, HANGS, HANGS]
    batch.run()
    assert {state for state, _error in outcome()} == {State.DUE}
    later()
    assert outcome() == [SENT, SENT, SENT]
    assert len({mail["Message-ID"] for mail in smtp.mails}) == 3
