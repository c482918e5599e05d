"""Writing a message once, and what people do with it."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.outbox import kinds as registry
from portal.outbox import services
from portal.outbox.choices import Channel, State
from portal.outbox.dispatch import batch
from portal.outbox.models import Message, MonthlyCount
from portal.outbox.services import Recipient
from tests.outbox import kinds

pytestmark = pytest.mark.django_db


def test_a_posted_message_is_sent_after_the_commit(posted, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        message = posted()
        assert mailoutbox == []
    message.refresh_from_db()
    assert message.state == State.SENT
    assert [sent.to for sent in mailoutbox] == [["amal@example.org"]]


def test_posting_again_returns_the_same_row(posted):
    first = posted(payload={"old": 1})
    assert posted(payload={"new": 2}) == first
    assert posted(version="1") != first
    assert posted(address="other@example.org") != first
    assert Message.objects.count() == 3


def test_posting_again_what_was_sent_sends_nothing(posted, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        posted()
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        assert posted().state == State.SENT
    assert callbacks == []
    assert len(mailoutbox) == 1


def test_a_transaction_of_many_messages_nudges_a_few_times(posted, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        for number in range(services.ENOUGH_NUDGES + 5):
            posted(version=str(number))
    assert len(callbacks) == services.ENOUGH_NUDGES


def test_an_unknown_kind_or_no_address_is_a_programmers_error(member):
    with pytest.raises(KeyError):
        services.post("tests.unknown", member.pk, to=Recipient(Channel.MAIL, "a@example.org"))
    with pytest.raises(ValueError, match="address"):
        services.post("tests.seat", member.pk, to=Recipient(Channel.SMS, ""))
    assert Message.objects.count() == 0


def test_two_kinds_of_one_key_are_refused():
    with pytest.raises(ValueError, match="twice"):

        @registry.register
        class Other(kinds.Seat):
            pass


def test_the_key_tells_no_address(posted):
    message = posted()
    assert "amal" not in message.key
    assert len(message.key) == 64
    assert message.masked_address == "a…@example.org"


def test_ticking_off_a_call(posted, member):
    call = posted(channel=Channel.CALL, address="", account="organisation:1", payload={"x": 1})
    done = services.tick_off(call, by=member)
    assert (done.state, done.ticked_off_by, done.payload) == (State.DONE, member, {})
    assert list(Message.objects.call_list("organisation:1")) == []
    assert services.tick_off(call, by=member).finished_at == done.finished_at, "a double click does it once"


def test_only_calls_are_ticked_off(posted, member):
    with pytest.raises(ValidationError):
        services.tick_off(posted(), by=member)


def test_what_to_say_is_in_the_familys_language_and_in_german(posted, member):
    call = posted(channel=Channel.CALL, address="+4915112345678")
    texts = services.what_to_say(call)
    assert [(language, text.subject) for language, text in texts.items()] == [
        ("ar", "مكانك يوم الثلاثاء"), ("de", "Ihr Platz am Dienstag"),
    ]  # fmt: skip
    member.is_active = False
    member.save()
    assert services.what_to_say(call) == {}


def test_a_failed_message_is_sent_again_with_the_same_message_id(
    posted, staff, mailoutbox, monkeypatch, django_capture_on_commit_callbacks
):
    message = posted()
    with monkeypatch.context() as patch:
        patch.setattr(kinds.Seat, "render", lambda *arguments: 1 / 0)
        batch.run()
    message.refresh_from_db()
    assert message.state == State.FAILED
    with django_capture_on_commit_callbacks(execute=True):
        services.resend(message, by=staff)
    message.refresh_from_db()
    assert (message.state, message.error) == (State.SENT, "")
    assert mailoutbox[0].extra_headers["Message-ID"] == message.message_id


def test_what_was_sent_is_not_sent_again(posted, staff):
    message = posted()
    batch.run()
    with pytest.raises(ValidationError):
        services.resend(message, by=staff)


def test_only_portal_staff_send_again(posted, member):
    with pytest.raises(PermissionDenied):
        services.resend(posted(kinds.Broken.key), by=member)


def test_purge_blanks_then_forgets_and_leaves_the_counts(posted, mailoutbox, settings):
    sent = posted(account="organisation:1")
    batch.run()
    call = posted(channel=Channel.CALL, address="+4915112345678")
    waiting = posted(due=timezone.now() + timedelta(days=settings.OUTBOX_FORGET_DAYS * 2), version="later")
    assert services.purge() == {"calls dropped": 0, "addresses blanked": 0, "messages forgotten": 0}
    with time_machine.travel(timezone.now() + timedelta(days=settings.OUTBOX_KEEP_DAYS + 1)):
        assert services.purge() == {"calls dropped": 1, "addresses blanked": 1, "messages forgotten": 0}
        for message in (sent, call):
            message.refresh_from_db()
            assert (message.address, message.name, message.payload) == ("", "", {})
        assert posted(account="organisation:1") == sent, "still not sent again"
    with time_machine.travel(timezone.now() + timedelta(days=settings.OUTBOX_FORGET_DAYS + 40)):
        assert services.purge()["messages forgotten"] == 2
    assert list(Message.objects.all()) == [waiting]
    assert MonthlyCount.objects.get().count == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": State.CLAIMED},
        {"state": State.SENT},
        {"channel": Channel.CALL, "state": State.SENT, "finished_at": timezone.now()},
        {"state": State.DONE, "finished_at": timezone.now()},
        {"address": ""},
        {"state": State.DROPPED, "finished_at": timezone.now(), "payload": {"x": 1}},
        {"state": "lost"},
        {"channel": "fax"},
    ],
)
def test_the_database_holds_the_rules(wrong, posted):
    message = posted()
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(**wrong)
