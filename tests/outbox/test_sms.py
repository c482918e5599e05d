"""SMS: short, in one language, paid for by somebody, and a call when the money is spent."""

import http.server
import json
import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured

from portal.outbox.choices import Channel, State
from portal.outbox.dispatch import batch, sms
from portal.outbox.models import Message, SmsBudget

pytestmark = pytest.mark.django_db
NUMBER = "+4915112345678"


@pytest.fixture
def texted(posted):
    def write(text="", language="ar", **more):
        payload = {"sms": text} if text else {}
        return posted(channel=Channel.SMS, address=NUMBER, language=language, payload=payload, **more)

    return write


def state(message):
    return Message.objects.get(pk=message.pk).state


def test_an_sms_is_in_the_persons_language_only(texted, sms_folder):
    message = texted()
    batch.run()
    assert state(message) == State.SENT
    written = [path.read_text() for path in sms_folder.iterdir()]
    assert written == [f"{NUMBER}\nمكانك يوم الثلاثاء\n"]


def test_an_sms_takes_two_parts_at_most(texted, sms_folder):
    texted("Wort " * 100)
    batch.run()
    (written,) = [path.read_text().splitlines()[1] for path in sms_folder.iterdir()]
    assert written.endswith("Wort...")
    assert len(written) <= 306
    assert SmsBudget.objects.get().used == 2


def test_when_the_months_budget_is_spent_people_call(texted, sms_folder, settings):
    settings.SMS_MONTHLY_LIMIT = 3
    with time_machine.travel(datetime(2026, 11, 30, 12, tzinfo=UTC), tick=False):
        messages = [texted(account="organisation:1", version=str(number)) for number in range(5)]
        other = texted(account="organisation:2")
        batch.run()
    called = list(Message.objects.call_list("organisation:1"))
    assert [state(message) for message in messages] == [State.SENT] * 3 + [State.DUE] * 2
    assert called == messages[3:]
    assert [call.error for call in called] == ["SmsLimitReached"] * 2
    assert state(other) == State.SENT
    with time_machine.travel(datetime(2026, 12, 1, 12, tzinfo=UTC), tick=False):
        assert state(texted(account="organisation:1", version="6")) == State.DUE
        batch.run()
        assert SmsBudget.objects.filter(account="organisation:1").count() == 2


def test_a_kind_without_sms_text_fails(texted, monkeypatch, sms_folder):
    from portal.outbox.kinds import Text
    from tests.outbox.kinds import Seat

    monkeypatch.setattr(Seat, "render", lambda *arguments: Text("subject", "body"))
    message = texted()
    batch.run()
    message.refresh_from_db()
    assert (message.state, message.error) == (State.FAILED, "NoSmsText")


def test_a_family_that_no_sms_reaches_is_called(texted, gateway):
    gateway.status = 422
    refused, ours = texted(account="organisation:1"), texted(version="ours")
    batch.run()
    assert [(call.pk, call.error) for call in Message.objects.call_list("organisation:1")] == [
        (refused.pk, "HTTP 422")
    ]
    assert state(ours) == State.FAILED, "the portal has nobody who calls"


def test_an_sms_that_is_tried_for_days_in_vain_becomes_a_call(texted, settings):
    settings.SMS_URL = "http://token@127.0.0.1:9/"
    message = texted(account="organisation:1")
    Message.objects.update(attempts=len(batch.BACK_OFF))
    batch.run()
    assert list(Message.objects.call_list("organisation:1")) == [message]


EVENING, MORNING = datetime(2026, 11, 26, 20, 55, tzinfo=UTC), datetime(2026, 11, 27, 8, tzinfo=UTC)


@pytest.fixture
def sleepers(monkeypatch):
    """People whom no late SMS may wake before the morning."""
    from tests.outbox.kinds import Seat

    monkeypatch.setattr(Seat, "rings_from", lambda kind, message, now: max(now, MORNING))


@pytest.mark.usefixtures("sleepers")
class TestALateSms:
    def test_that_failed_in_the_evening_is_tried_again_in_the_morning(self, texted, gateway):
        gateway.status = 503
        with time_machine.travel(EVENING, tick=False):
            message = texted()
            batch.run()
        with time_machine.travel(EVENING + timedelta(minutes=10), tick=False):
            batch.run()
        message.refresh_from_db()
        assert len(gateway.seen) == 1, "nobody's phone rang at five past nine"
        assert (message.state, message.due, message.attempts) == (State.DUE, MORNING, 1)
        gateway.status = 200
        with time_machine.travel(MORNING, tick=False):
            batch.run()
        assert state(message) == State.SENT

    def test_that_no_worker_found_in_time_waits_too(self, texted, sms_folder):
        with time_machine.travel(EVENING, tick=False):
            message = texted()
        with time_machine.travel(EVENING + timedelta(hours=3), tick=False):
            batch.run()
        message.refresh_from_db()
        assert (message.state, message.due) == (State.DUE, MORNING)

    def test_one_in_time_does_not(self, texted, sms_folder):
        with time_machine.travel(EVENING, tick=False):
            message = texted()
        with time_machine.travel(EVENING + timedelta(minutes=50), tick=False):
            batch.run()
        assert state(message) == State.SENT


def test_an_sms_beyond_the_budget_of_the_portal_has_failed(texted, sms_folder, settings):
    settings.SMS_MONTHLY_LIMIT = 0
    message = texted()
    batch.run()
    message.refresh_from_db()
    assert (message.state, message.error) == (State.FAILED, "SmsLimitReached")


class _Gateway(http.server.BaseHTTPRequestHandler):
    status = 200
    seen: list = []

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.seen.append((self.path, dict(self.headers), body))
        self.send_response(self.status)
        if self.status == 302:
            self.send_header("Location", "/elsewhere")
        self.end_headers()

    do_GET = do_POST  # noqa: N815

    def log_message(self, *arguments):
        pass


@pytest.fixture
def gateway(settings):
    server = http.server.HTTPServer(("127.0.0.1", 0), _Gateway)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    _Gateway.seen = []
    settings.SMS_URL = f"http://s3cret@127.0.0.1:{server.server_port}/send"
    yield _Gateway
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("status", "expected", "error"),
    [
        (200, State.SENT, ""),
        (422, State.FAILED, "HTTP 422"),
        (401, State.DUE, "HTTP 401"),
        (503, State.DUE, "HTTP 503"),
        (302, State.DUE, "HTTP 302"),
    ],
)
def test_the_gateway_is_asked_once_and_its_answer_believed(status, expected, error, gateway, texted):
    gateway.status = status
    message = texted("Ihr Platz: Dienstag", language="de")
    batch.run()
    ((path, headers, body),) = gateway.seen
    assert path == "/send"
    assert headers["Authorization"] == "Bearer s3cret"
    assert body == {"to": NUMBER, "text": "Ihr Platz: Dienstag", "reference": message.key[:40]}
    message.refresh_from_db()
    assert (message.state, message.error) == (expected, error)
    assert SmsBudget.objects.get().used == (1 if expected == State.SENT else 0)


def test_a_gateway_that_is_away_is_tried_again(texted, settings):
    settings.SMS_URL = "http://token@127.0.0.1:9/"
    message = texted()
    batch.run()
    message.refresh_from_db()
    assert (message.state, message.attempts, message.error) == (State.DUE, 1, "URLError")


@pytest.mark.parametrize("url", ["http://gateway.example/", "ftp://gateway.example/", "gateway"])
def test_only_safe_addresses_are_taken(url, settings):
    settings.SMS_URL = url
    with pytest.raises(ImproperlyConfigured):
        sms.gateway()
