"""What becomes of a message when its time has come."""

import smtplib
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from portal.outbox import clock, services
from portal.outbox.choices import Channel, State
from portal.outbox.dispatch import batch, claims
from portal.outbox.models import Heartbeat, Message, MonthlyCount
from tests.outbox import kinds

pytestmark = pytest.mark.django_db


def reloaded(message):
    return Message.objects.get(pk=message.pk)


def test_a_sent_message_keeps_no_payload_and_is_counted(posted, mailoutbox):
    message = reloaded(posted(payload={"old date": "24.11."}, account="organisation:1"))
    assert batch.run() == 1
    sent = reloaded(message)
    assert (sent.state, sent.payload, sent.attempts, sent.claim) == (State.SENT, {}, 1, None)
    assert sent.finished_at is not None
    assert len(mailoutbox) == 1
    count = MonthlyCount.objects.get()
    assert (count.kind, count.channel, count.account, count.count) == (
        "tests.seat", "mail", "organisation:1", 1,
    )  # fmt: skip


def test_a_message_waits_until_it_is_due(posted, mailoutbox):
    posted(due=timezone.now() + timedelta(hours=1))
    assert batch.run() == 0
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert batch.run() == 1
    assert len(mailoutbox) == 1


def test_what_is_no_longer_wanted_is_dropped(posted, member, mailoutbox):
    message = posted(payload={"name": "Amal"})
    member.is_active = False
    member.save()
    batch.run()
    dropped = reloaded(message)
    assert (dropped.state, dropped.payload) == (State.DROPPED, {})
    assert mailoutbox == []


def test_what_is_gone_is_dropped(posted, member, mailoutbox):
    message = posted()
    member.delete()
    batch.run()
    assert reloaded(message).state == State.DROPPED
    assert mailoutbox == []


def test_a_broken_message_fails_visibly_and_stops_no_other(posted, mailoutbox, caplog):
    broken = posted(kinds.Broken.key, due=timezone.now() - timedelta(hours=1))
    unknown = posted(due=timezone.now() - timedelta(hours=1), version="unknown")
    Message.objects.filter(pk=unknown.pk).update(kind="gone.kind")
    whole = posted()
    batch.run()
    assert "example.org" not in caplog.text, "the log holds no personal data"
    assert "ZeroDivisionError at " in caplog.text
    assert (reloaded(broken).state, reloaded(broken).error) == (State.FAILED, "ZeroDivisionError")
    assert (reloaded(unknown).state, reloaded(unknown).error) == (State.FAILED, "KeyError")
    assert reloaded(whole).state == State.SENT
    assert len(mailoutbox) == 1


def test_a_mail_is_in_the_persons_language_with_german_below(posted, mailoutbox, settings):
    settings.DEFAULT_FROM_EMAIL = "Elternbrücke <post@portal.example>"
    message = posted()
    batch.run()
    mail = mailoutbox[0]
    assert mail.subject == "مكانك يوم الثلاثاء"
    arabic, german = mail.body.split("-" * 40)
    assert "\u200fمرحبا،\n\u200f2 مقاعد محجوزة لكم.\nhttps://portal.example/b/abc/" in arabic
    assert german.strip() == (
        "Ihr Platz am Dienstag\n\nGuten Tag,\nSie haben einen Platz.\nhttps://portal.example/b/abc/"
    )
    assert mail.from_email == "Elternbrücke <post@portal.example>"
    headers = mail.message()
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["Message-ID"] == message.message_id == f"<{message.key[:40]}@portal.example>"
    html = mail.alternatives[0].content
    assert '<div lang="ar" dir="rtl">' in html
    assert '<div lang="de" dir="ltr">' in html
    assert '<a href="https://portal.example/b/abc/"' in html


@pytest.mark.parametrize("language", ["de", "de-x-leicht"])
def test_a_german_mail_is_german_only_and_plain(language, posted, mailoutbox):
    posted(language=language)
    batch.run()
    assert mailoutbox[0].body.startswith("Guten Tag,")
    assert "-----" not in mailoutbox[0].body
    assert mailoutbox[0].alternatives == []


def test_a_call_is_not_sent(posted, mailoutbox):
    call = posted(channel=Channel.CALL, address="", account="organisation:1")
    assert batch.run() == 0
    assert list(Message.objects.call_list("organisation:1")) == [call]
    assert list(Message.objects.call_list("organisation:2")) == []


class _Refusing:
    """A server that answers each mail with one error."""

    def __init__(self, error):
        self.error = error

    def send(self, built):
        raise self.error

    def close(self):
        pass


@pytest.mark.parametrize(
    ("error", "state", "said"),
    [
        (
            smtplib.SMTPRecipientsRefused({"amal@example.org": (550, b"5.1.1 <amal@example.org> unknown")}),
            State.FAILED,
            "SMTPRecipientsRefused 550 5.1.1",
        ),
        (
            smtplib.SMTPRecipientsRefused({"amal@example.org": (451, b"4.7.1 amal greylisted")}),
            State.DUE,
            "SMTPRecipientsRefused 451 4.7.1",
        ),
        (smtplib.SMTPDataError(554, b"5.7.1 spam"), State.FAILED, "SMTPDataError 554 5.7.1"),
        (smtplib.SMTPDataError(452, b"full"), State.DUE, "SMTPDataError 452"),
        (smtplib.SMTPSenderRefused(550, b"no", "portal@x"), State.DUE, "SMTPSenderRefused 550"),
        (smtplib.SMTPServerDisconnected("gone"), State.DUE, "SMTPServerDisconnected"),
        (TimeoutError("timed out"), State.DUE, "TimeoutError"),
        (ValueError("Invalid address 'amal'"), State.FAILED, "ValueError"),
    ],
)
def test_errors_are_tried_again_or_final(error, state, said, posted, monkeypatch):
    monkeypatch.setattr("portal.outbox.dispatch.mail.Postman", lambda: _Refusing(error))
    message = posted(payload={"kept": "for the next attempt"})
    batch.run()
    message = reloaded(message)
    assert (message.state, message.error, message.attempts) == (state, said, 1)
    assert message.payload == {"kept": "for the next attempt"}
    if state == State.DUE:
        assert timedelta(0) < message.due - timezone.now() <= timedelta(minutes=1)


def test_after_the_last_attempt_a_message_has_failed(posted, monkeypatch):
    monkeypatch.setattr("portal.outbox.dispatch.mail.Postman", lambda: _Refusing(TimeoutError()))
    message = posted()
    waits = []
    with time_machine.travel(timezone.now(), tick=False) as now:
        while reloaded(message).state == State.DUE:
            waits.append(reloaded(message).due - timezone.now())
            now.move_to(reloaded(message).due)
            batch.run()
    minutes = [wait.total_seconds() / 60 for wait in waits[1:]]
    assert [round(minute) for minute in minutes] == list(batch.BACK_OFF)
    assert reloaded(message).state == State.FAILED
    assert reloaded(message).attempts == len(batch.BACK_OFF) + 1


def test_a_server_that_is_away_costs_no_attempt(posted, settings, sms_folder):
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": 9, "timeout": 2},
        }
    }
    mails = [posted(version=str(number)) for number in range(3)]
    sms = posted(channel=Channel.SMS, address="+4915112345678")
    batch.run()
    for message in mails:
        message = reloaded(message)
        assert (message.state, message.attempts, message.error) == (State.DUE, 0, "ConnectionRefusedError")
        assert message.due > timezone.now()
    assert reloaded(sms).state == State.SENT


def test_a_crash_between_claim_and_sending_is_swept_up(posted, mailoutbox):
    message = posted()
    claims.claim()
    assert batch.run() == 0, "somebody holds it"
    clock.tick()
    assert mailoutbox == []
    with time_machine.travel(timezone.now() + timedelta(seconds=claims.CLAIM_SECONDS + 1)):
        clock.tick()
    assert reloaded(message).state == State.SENT
    assert [mail.extra_headers["Message-ID"] for mail in mailoutbox] == [message.message_id]


def test_a_batch_that_takes_too_long_gives_the_rest_back(posted, mailoutbox, monkeypatch):
    first, second = posted(version="1"), posted(version="2")
    claimed = claims.claim()
    monkeypatch.setattr("portal.outbox.dispatch.claims.claim", lambda limit: claimed)
    monkeypatch.setattr(
        "portal.outbox.dispatch.claims.is_current", lambda message, now: message.pk == first.pk
    )
    batch.run()
    assert (reloaded(first).state, reloaded(second).state) == (State.SENT, State.DUE)
    assert reloaded(second).attempts == 0
    assert len(mailoutbox) == 1


def test_the_tick_shows_that_the_worker_lives(db):
    clock.tick()
    clock.beat_lives()
    assert sorted(Heartbeat.objects.values_list("name", flat=True)) == ["beat", "worker"]
    assert all(timezone.now() - beat.seen < timedelta(seconds=5) for beat in Heartbeat.objects.all())


def test_the_tick_sends_what_a_lost_nudge_left(posted, mailoutbox):
    posted()
    clock.tick()
    assert len(mailoutbox) == 1


def test_withdrawing_drops_what_is_not_yet_sent(posted, member):
    message = posted(payload={"x": 1})
    assert services.withdraw("tests.seat", member.pk) == 1
    assert (reloaded(message).state, reloaded(message).payload) == (State.DROPPED, {})
