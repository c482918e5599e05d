"""Sending a batch of messages, each on its own: a broken one never stops the others."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.db import Error as DatabaseError
from django.db.models import F
from django.utils import timezone, translation

from portal.lib import sms as lengths
from portal.lib.errors import place_of
from portal.outbox import kinds
from portal.outbox.choices import Channel, State
from portal.outbox.dispatch import claims, mail, sms
from portal.outbox.dispatch.ahead import Ahead
from portal.outbox.kinds import Text
from portal.outbox.models import Message

log = logging.getLogger(__name__)

SMS_PARTS = 2
UNREACHABLE_WAIT = timedelta(minutes=1)
# An SMS that was due longer ago rings no more because of what somebody does at this moment.
LATE = timedelta(hours=1)
# Minutes before the next attempt, after the first, the second and so on; then the message has failed.
BACK_OFF = (1, 5, 15, 60, 240, 480, 720)


class _Broken(Exception):  # noqa: N818
    """The kind of the message is unknown or could not be asked or rendered."""


def run(limit: int = claims.BATCH_SIZE) -> int:
    """Claim a batch and send it; how many messages were claimed."""
    batch = claims.claim(limit)
    postman, courier = mail.Postman(), sms.Courier()
    try:
        _work_off(batch, postman, courier)
    finally:
        postman.close()
    return len(batch)


def _work_off(batch: Sequence[Message], postman: mail.Postman, courier: sms.Courier) -> None:
    ahead = Ahead(batch)
    for place, message in enumerate(batch):
        if not claims.is_current(message, timezone.now()):
            claims.release(batch[place:])
            return
        try:
            _handle(message, ahead, postman, courier)
        except mail.Unreachable as error:
            mails = [rest for rest in batch[place:] if rest.channel == Channel.MAIL]
            claims.release(mails, due=timezone.now() + UNREACHABLE_WAIT, error=str(error))
            others = [rest for rest in batch[place:] if rest.channel != Channel.MAIL]
            _work_off(others, postman, courier)
            return


def _handle(message: Message, ahead: Ahead, postman: mail.Postman, courier: sms.Courier) -> None:
    try:
        texts = _texts(message, ahead)
    except _Broken as error:
        _fail(message, str(error))
        return
    if not texts:
        claims.settle(message, state=State.DROPPED, finished_at=timezone.now(), payload={})
    elif message.channel == Channel.SMS:
        _send_sms(message, texts[message.language], courier)
    else:
        _attempt(message, lambda: postman.send(mail.build(message, texts)), mail.is_permanent, mail.describe)


def _texts(message: Message, ahead: Ahead) -> dict[str, Text]:
    """The texts by language, the person's own first; empty if the message is no longer wanted."""
    languages = [message.language]
    if message.channel == Channel.MAIL and not message.language.startswith("de"):
        languages.append("de")
    try:
        kind = kinds.kind_of(message.kind)
        obj = ahead.wanted(message)
        if obj is None:
            return {}
        return {language: _rendered(kind, obj, language, message) for language in languages}
    except (SoftTimeLimitExceeded, DatabaseError):
        raise  # not the message's fault: the claim runs out, and another worker tries again
    except Exception as error:
        log.error("message %s of kind %s: %s", message.pk, message.kind, place_of(error))
        raise _Broken(type(error).__name__) from error


def _rendered(kind: kinds.Kind, obj: Any, language: str, message: Message) -> Text:
    with translation.override(language):
        return kind.render(obj, language, message)


def _send_sms(message: Message, text: Text, courier: sms.Courier) -> None:
    if not text.sms:
        _fail(message, "NoSmsText")
        return
    if later := _too_late_today(message):
        claims.release([message], due=later)
        return
    short = lengths.fit(text.sms, SMS_PARTS)
    reservation = sms.reserve(message, lengths.segments(short))
    if reservation is None:
        _fail(message, "SmsLimitReached")
        return
    reference = message.key[:40]
    try:
        sent = _attempt(
            message,
            lambda: courier.send(message.address, short, reference),
            lambda error: getattr(error, "permanent", True),
            lambda error: str(error) if isinstance(error, sms.GatewayError) else type(error).__name__,
        )
    except BaseException:
        reservation.give_back()
        raise
    if not sent:
        reservation.give_back()


def _too_late_today(message: Message) -> datetime | None:
    """When an SMS goes out that waited for another attempt or a worker, if not now: people may sleep."""
    now = timezone.now()
    if not message.error and now - message.due <= LATE:
        return None
    rings = kinds.kind_of(message.kind).rings_from(message, now)
    return rings if rings > now else None


def _attempt(
    message: Message,
    send: Callable[[], None],
    is_permanent: Callable[[Exception], bool],
    describe: Callable[[Exception], str],
) -> bool:
    """Try to send, and write down what came of it; whether the message went out."""
    try:
        send()
    except (SoftTimeLimitExceeded, mail.Unreachable):
        raise
    except Exception as error:
        if is_permanent(error) or message.attempts >= len(BACK_OFF):
            _fail(message, describe(error))
        else:
            wait = timedelta(minutes=BACK_OFF[message.attempts])
            claims.settle(
                message,
                state=State.DUE,
                attempts=F("attempts") + 1,
                due=timezone.now() + wait,
                error=describe(error),
            )
        return False
    claims.settle_sent(message, timezone.now())
    return True


def _fail(message: Message, error: str) -> None:
    """Give up sending. A family that no SMS reaches is called, if it has somebody who calls."""
    if message.channel == Channel.SMS and message.account:
        outcome: dict[str, Any] = {"channel": Channel.CALL, "state": State.DUE}
    else:
        outcome = {"state": State.FAILED, "finished_at": timezone.now()}
    claims.settle(message, attempts=F("attempts") + 1, error=error[:120], **outcome)
