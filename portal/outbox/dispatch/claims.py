"""Who sends which message. Many workers may ask at once; each message goes to one of them."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from portal.lib.dates import BERLIN
from portal.outbox.choices import State
from portal.outbox.models import Message

BATCH_SIZE = 200
# A batch stops by itself after this long, so a claim that is much older belongs to a dead process:
# the margin is longer than one mail can take when every answer of the server comes at its timeout.
BATCH_SECONDS = 60
CLAIM_SECONDS = 180

_FREE: dict[str, Any] = {"claim": None, "claimed_at": None}


def claim(limit: int = BATCH_SIZE) -> list[Message]:
    """Claim up to `limit` due messages for the caller, the longest waiting first."""
    now = timezone.now()
    with transaction.atomic():
        due = Message.objects.to_send(now).select_for_update(skip_locked=True)
        ids = list(due.values_list("id", flat=True)[:limit])
        token = uuid.uuid4()
        Message.objects.filter(id__in=ids).update(state=State.CLAIMED, claim=token, claimed_at=now)
    return list(Message.objects.filter(claim=token).order_by("due", "id"))


def is_current(message: Message, now: datetime) -> bool:
    """Whether the claim is young enough that nobody can have taken it over."""
    return message.claimed_at is not None and now - message.claimed_at < timedelta(seconds=BATCH_SECONDS)


def settle(message: Message, **fields: Any) -> bool:
    """Write what has become of a claimed message; False if the claim was lost in the meantime."""
    claimed = Message.objects.filter(pk=message.pk, claim=message.claim, state=State.CLAIMED)
    return bool(claimed.update(**_FREE, **fields))


def settle_sent(message: Message, now: datetime) -> bool:
    """Write that a claimed message is sent, and count it in its month; False if the claim was lost.

    The message and its number change in one statement, so the disk is waited for once and no other worker
    has to wait until this one has asked again.
    """
    month = now.astimezone(BERLIN).date().replace(day=1)
    with connection.cursor() as cursor:
        cursor.execute(_SENT, [State.SENT, now, message.pk, message.claim, State.CLAIMED, month])
        return bool(cursor.rowcount)


_SENT = """
WITH sent AS (
    UPDATE outbox_message SET state = %s, finished_at = %s, attempts = attempts + 1, payload = '{}',
        error = '', claim = NULL, claimed_at = NULL
    WHERE id = %s AND claim = %s AND state = %s RETURNING kind, channel, account
)
INSERT INTO outbox_monthlycount AS known (month, kind, channel, account, count)
SELECT %s, kind, channel, account, 1 FROM sent
ON CONFLICT (month, kind, channel, account) DO UPDATE SET count = known.count + 1
"""


def release(messages: Iterable[Message], *, due: datetime | None = None, error: str = "") -> None:
    """Give claimed messages back without counting an attempt, to be tried from `due` on."""
    fields: dict[str, Any] = (
        {"state": State.DUE} | ({"due": due} if due else {}) | ({"error": error} if error else {})
    )
    for message in messages:
        settle(message, **fields)


def sweep() -> int:
    """Free messages whose sender died; how many those were."""
    stale = Message.objects.claimed_before(timezone.now() - timedelta(seconds=CLAIM_SECONDS))
    return stale.update(state=State.DUE, **_FREE)
