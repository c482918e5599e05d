"""An SMS gateway in every mood: what it may have taken is repeated under the same reference, no mail waits
for it, and where it stays away people call."""

import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import time_machine
from django.utils import timezone

from portal.outbox.choices import Channel, State
from portal.outbox.dispatch import batch, sms
from portal.outbox.models import Message, SmsBudget
from portal.outbox.services import Recipient, post
from tests.factories.accounts import UserFactory
from tests.outbox import kinds  # noqa: F401 - registers them

pytestmark = pytest.mark.django_db
DROPS, HANGS = "drops", "hangs"
ACCOUNT = "organisation:1"


class Moody(BaseHTTPRequestHandler):
    """Does what the moods of its server say, one for each SMS; afterwards it is friendly."""

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append(self.headers["Idempotency-Key"])
        mood = self.server.moods.pop(0) if self.server.moods else 200
        if mood == HANGS:
            self.server.over.wait(600)
        elif mood != DROPS:
            self.send_response(mood)
            self.end_headers()

    def log_message(self, *arguments):
        pass


@pytest.fixture
def gateway(settings, monkeypatch):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Moody)
    server.asked, server.moods, server.over = [], [], threading.Event()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.SMS_URL = f"http://token@127.0.0.1:{server.server_port}/"
    monkeypatch.setattr(sms, "TIMEOUT_SECONDS", 1)
    yield server
    server.over.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def words():
    """Three SMS and a mail behind them, all due."""
    person = UserFactory()
    numbers = [Recipient(Channel.SMS, f"+49151123456{number}", "de") for number in (71, 72, 73)]
    mail = Recipient(Channel.MAIL, "amal@verein.example", "de")
    return [post("tests.seat", person.pk, to=to, account=ACCOUNT) for to in (*numbers, mail)]


def outcome():
    """The state of each message and what is known of its last fault, in order."""
    return list(Message.objects.order_by("pk").values_list("state", "error"))


def dispatch(*, later: timedelta = timedelta()):
    with time_machine.travel(timezone.now() + later):
        batch.run()


SENT = (State.SENT, "")


@pytest.mark.parametrize("mood", [429, 503])
def test_after_a_passing_fault_the_one_sms_is_repeated_under_its_reference(words, gateway, mood):
    gateway.moods = [mood]
    dispatch()
    assert outcome() == [(State.DUE, f"HTTP {mood}"), SENT, SENT, SENT]
    dispatch(later=timedelta(minutes=2))
    assert outcome() == [SENT] * 4
    assert (len(gateway.asked), len(set(gateway.asked)), gateway.asked[0]) == (4, 3, gateway.asked[3])


@pytest.mark.parametrize(("mood", "error"), [(DROPS, "RemoteDisconnected"), (HANGS, "TimeoutError")])
def test_one_that_says_nothing_is_asked_once_a_batch_and_no_mail_waits_for_it(words, gateway, mood, error):
    gateway.moods = [mood] * 3
    dispatch()
    assert outcome() == [(State.DUE, error)] * 3 + [SENT]
    assert len(gateway.asked) == 1
    gateway.moods = []
    dispatch(later=timedelta(minutes=2))
    assert outcome() == [SENT] * 4
    assert (len(gateway.asked), len(set(gateway.asked))) == (4, 3)


def test_while_it_stays_away_families_are_called_and_nothing_is_paid_for(words, settings):
    settings.SMS_URL = "http://token@127.0.0.1:9/"
    gone = timedelta()
    for minutes in (0, *batch.BACK_OFF):
        gone += timedelta(minutes=minutes, seconds=1)
        dispatch(later=gone)
    assert list(Message.objects.call_list(ACCOUNT)) == words[:3]
    assert set(SmsBudget.objects.values_list("used", flat=True)) == {0}
