"""Many workers at once, with real transactions and a real SMTP server: each message goes out once."""

import threading
from collections import Counter
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.utils import timezone

from portal.accounts.models import User
from portal.outbox.choices import Channel, State
from portal.outbox.dispatch import batch, claims
from portal.outbox.models import Message, MonthlyCount
from portal.outbox.services import Recipient, post
from tests.factories.accounts import UserFactory
from tests.outbox import kinds

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_nudges(monkeypatch):
    """The workers of these tests are their own threads."""
    monkeypatch.setattr("portal.outbox.services.nudge", lambda task: None)


def write(user: User, count: int) -> None:
    for number in range(count):
        post(kinds.Seat.key, user.pk, to=Recipient(Channel.MAIL, f"p{number}@example.org", "tr"), version="1")


def in_threads(count, work):
    """Runs `work` in threads that begin together; what they raised is raised here."""
    together, errors = threading.Barrier(count), []

    def run():
        try:
            together.wait()
            work()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def test_four_workers_claim_each_message_once():
    write(UserFactory(), 200)
    claimed = []

    def work():
        while mine := claims.claim(20):
            claimed.extend(message.pk for message in mine)

    in_threads(4, work)
    assert Counter(Counter(claimed).values()) == {1: 200}
    assert Message.objects.filter(state=State.CLAIMED).count() == 200


def test_four_workers_send_each_message_once_over_one_connection_a_batch(smtp):
    write(UserFactory(), 60)

    def work():
        while batch.run(10):
            pass

    in_threads(4, work)
    assert Counter(mail["To"] for mail in smtp.mails) == {f"p{n}@example.org": 1 for n in range(60)}
    assert len({mail["Message-ID"] for mail in smtp.mails}) == 60
    assert len(smtp.sessions) <= 10, "a connection serves a whole batch"
    assert Message.objects.filter(state=State.SENT).count() == 60


def test_a_refused_recipient_stops_nobody_else(smtp):
    write(UserFactory(), 4)
    smtp.refused = {"p1@example.org": "550 5.1.1 no such user", "p2@example.org": "451 4.7.1 later"}
    batch.run()
    states = dict(Message.objects.values_list("address", "state"))
    assert states == {
        "p0@example.org": State.SENT,
        "p1@example.org": State.FAILED,
        "p2@example.org": State.DUE,
        "p3@example.org": State.SENT,
    }
    assert [mail["To"] for mail in smtp.mails] == ["p0@example.org", "p3@example.org"]


def test_a_worker_that_died_while_sending_repeats_only_what_was_in_flight(smtp, monkeypatch):
    """The process dies after the server took the third mail and before the row says so."""

    class Killed(BaseException):
        pass

    write(UserFactory(), 6)
    settle, sent = claims.settle_sent, []

    def dying(message, now):
        sent.append(message)
        if len(sent) == 3:
            raise Killed
        return settle(message, now)

    with monkeypatch.context() as patch:
        patch.setattr(claims, "settle_sent", dying)
        with pytest.raises(Killed):
            batch.run()
    monkeypatch.setattr(claims, "CLAIM_SECONDS", -1)
    assert claims.sweep() == 4
    while batch.run():
        pass
    times = Counter(mail["Message-ID"] for mail in smtp.mails)
    assert sorted(times.values()) == [1, 1, 1, 1, 1, 2]
    assert times[sent[2].message_id] == 2


def test_the_mail_on_the_wire_is_readable(smtp):
    post(kinds.Seat.key, UserFactory().pk, to=Recipient(Channel.MAIL, "amal@example.org", "ar", "Amal"))
    batch.run()
    (mail,) = smtp.mails
    assert mail.get_content_type() == "multipart/alternative"
    plain, html = mail.get_payload()
    assert (plain.get_content_type(), plain.get_content_charset()) == ("text/plain", "utf-8")
    assert "مقاعد محجوزة" in plain.get_payload(decode=True).decode()
    assert 'dir="rtl"' in html.get_payload(decode=True).decode()


def test_what_is_sent_is_marked_and_counted_in_one_statement(django_assert_num_queries):
    write(UserFactory(), 2)
    for number, message in enumerate(claims.claim(), start=1):
        with django_assert_num_queries(1):
            assert claims.settle_sent(message, timezone.now())
        assert MonthlyCount.objects.get().count == number
    assert {(it.state, it.claim, it.attempts) for it in Message.objects.all()} == {(State.SENT, None, 1)}


def test_a_message_that_somebody_else_has_claimed_since_is_neither_marked_nor_counted():
    write(UserFactory(), 1)
    (mine,) = claims.claim()
    Message.objects.update(state=State.DUE, claim=None, claimed_at=None)
    (theirs,) = claims.claim()
    assert not claims.settle_sent(mine, timezone.now())
    assert Message.objects.get().claim == theirs.claim
    assert not MonthlyCount.objects.exists()


def test_a_message_counts_in_the_month_of_germany():
    write(UserFactory(), 1)
    (message,) = claims.claim()
    assert claims.settle_sent(message, datetime(2026, 11, 30, 23, 30, tzinfo=UTC))
    assert MonthlyCount.objects.get().month == date(2026, 12, 1)
