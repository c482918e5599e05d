"""Writing messages, and what people do with them. Sending is done by jobs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.lib.jobs import nudge
from portal.outbox import kinds, rules, tasks
from portal.outbox.choices import Channel, State
from portal.outbox.models import Message

# One nudge sends all that is due; a few more outlive savepoints that are rolled back.
ENOUGH_NUDGES = 50
# What is left of a person in a message that is over.
NOBODY: dict[str, Any] = {"address": "", "name": "", "payload": {}}


@dataclass(frozen=True)
class Recipient:
    """A person as a message reaches them: a mail address, a phone number in E.164, or only a name to call."""

    channel: Channel
    address: str
    language: str = "de"
    name: str = ""

    @classmethod
    def by_mail(cls, person: Any) -> "Recipient":
        """Somebody with an account, in the language of their choice."""
        return cls(Channel.MAIL, person.email, person.language, person.name)


def post(
    kind: str,
    object_id: int,
    *,
    to: Recipient,
    due: datetime | None = None,
    version: str = "0",
    account: str = "",
    payload: dict[str, Any] | None = None,
) -> Message:
    """Write a message in the caller's transaction; it is sent after the commit, once `due` has come.

    Posting the same kind, object, version, channel and address again returns the row that is there, whatever
    has become of it. `account` is who pays and calls, such as `"organisation:12"`. `payload` is for what the
    object cannot say by itself (a link, an old date); it is emptied once the message is sent.
    KeyError for an unknown kind, ValueError for a mail or SMS without an address.
    """
    kinds.kind_of(kind)
    if to.channel != Channel.CALL and not to.address:
        raise ValueError("a mail or SMS needs an address")
    now = timezone.now()
    key = Message.key_of(kind, object_id, version, to.channel, to.address)
    draft = Message(
        key=key,
        kind=kind,
        object_id=object_id,
        version=version,
        channel=to.channel,
        address=to.address,
        name=to.name[:120],
        language=to.language,
        account=account,
        payload=payload or {},
        due=due or now,
    )
    Message.objects.bulk_create([draft], ignore_conflicts=True)
    message = Message.objects.get(key=key)
    if message.state == State.DUE and message.channel != Channel.CALL and message.due <= now:
        _nudge()
    return message


def _nudge() -> None:
    """Set sending going after the commit; a transaction that writes thousands nudges a few times only."""
    if len(transaction.get_connection().run_on_commit) < ENOUGH_NUDGES:
        nudge(tasks.dispatch)


@transaction.atomic
def tick_off(message: Message, *, by: AbstractBaseUser) -> Message:
    """The call was made. Whether `by` may say so is asked by the app that owns the call list."""
    message = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if message.channel != Channel.CALL or message.state not in (State.DUE, State.DONE):
        raise ValidationError(_("This is not an open call."))
    if message.state == State.DUE:
        message.state = State.DONE
        message.finished_at = timezone.now()
        message.ticked_off_by_id = by.pk
        message.payload = {}
        message.save(update_fields=["state", "finished_at", "ticked_off_by_id", "payload"])
    return message


@transaction.atomic
def resend(message: Message, *, by: AbstractBaseUser) -> Message:
    """Try a failed message again, from the first attempt. PermissionDenied for all but portal staff."""
    if not rules.may_resend(by):
        raise PermissionDenied
    message = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if message.state != State.FAILED or not message.address:
        raise ValidationError(_("Only a failed message whose address is still known can be sent again."))
    message.state = State.DUE
    message.attempts = 0
    message.due = timezone.now()
    message.finished_at = None
    message.save(update_fields=["state", "attempts", "due", "finished_at"])
    nudge(tasks.dispatch)
    return message


def unsent(kind: str, object_ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """The payload of what is not yet sent of a kind about objects, by object; of several the first."""
    waiting = Message.objects.filter(kind=kind, object_id__in=list(object_ids), state=State.DUE)
    return dict(waiting.order_by("-id").values_list("object_id", "payload"))


def due_of(kind: str, object_ids: Iterable[int]) -> dict[int, datetime]:
    """When what is not yet sent of a kind about objects is sent, by object; of several the last."""
    waiting = Message.objects.filter(kind=kind, object_id__in=list(object_ids), state=State.DUE)
    return dict(waiting.order_by("due").values_list("object_id", "due"))


def withdraw(kind: str, *object_ids: int) -> int:
    """Drop what is not yet sent of a kind about the objects; how many messages that were."""
    waiting = Message.objects.filter(kind=kind, object_id__in=object_ids, state=State.DUE)
    return waiting.update(state=State.DROPPED, finished_at=timezone.now(), payload={})


@transaction.atomic
def readdress(kinds_: Iterable[str], object_ids: Iterable[int], *, to: Recipient) -> int:
    """What is not yet sent about the objects goes to `to`, and the old address goes from the rest; how many.

    What failed goes there too, for a wrong address is why one is changed. One that is being sent at this
    moment still goes to the old address, which it keeps until the purge.
    """
    about = Message.objects.filter(kind__in=list(kinds_), object_id__in=list(object_ids))
    unsent = about.filter(Q(state=State.DUE) | Q(state=State.FAILED) & ~Q(address=""))
    count = sum(_moved(old, to) for old in unsent.select_for_update(of=("self",)).order_by("id"))
    about.finished().exclude(address__in=["", to.address]).update(**NOBODY)
    if count and to.channel != Channel.CALL:
        _nudge()
    return count


def _moved(message: Message, to: Recipient) -> bool:
    """Move a message to another address, unless the same stands there already; False where it is there."""
    key = Message.key_of(message.kind, message.object_id, message.version, to.channel, to.address)
    if key == message.key and (message.state == State.FAILED or message.language == to.language):
        return False
    there = Message.objects.exclude(pk=message.pk).filter(key=key)
    there.filter(state=State.DROPPED).delete()  # else nobody would be told again who was not told before
    rows, now = Message.objects.filter(pk=message.pk), timezone.now()
    if there.exists():
        rows.update(state=State.DROPPED, finished_at=now, **NOBODY)
    else:
        rows.update(
            key=key, channel=to.channel, address=to.address, name=to.name[:120], language=to.language,
            state=State.DUE, finished_at=None, attempts=0, error="",
        )  # fmt: skip
    return True


def forget_contacts(kinds_: Iterable[str], object_ids: Iterable[int]) -> int:
    """Drop what is not yet sent about the objects and blank the addresses of the rest; how many messages.

    One that is being sent at this moment keeps its address until the purge.
    """
    about = Message.objects.filter(kind__in=list(kinds_), object_id__in=list(object_ids))
    waiting = about.filter(state=State.DUE)
    dropped = waiting.update(state=State.DROPPED, finished_at=timezone.now(), **NOBODY)
    return dropped + about.finished().exclude(address="", name="").update(**NOBODY)


def versions_of(kind: str, object_ids: Iterable[int]) -> set[tuple[int, str]]:
    """Which messages of a kind wait or went out about the objects, as (object, version)."""
    about = Message.objects.filter(kind=kind, object_id__in=list(object_ids)).exclude(state=State.DROPPED)
    return set(about.values_list("object_id", "version"))


def what_to_say(message: Message) -> dict[str, kinds.Text]:
    """What the volunteer says, by language: the family's first, then German for who cannot read that aloud.

    Empty if there is nothing to say any more.
    """
    languages = [message.language] if message.language == "de" else [message.language, "de"]
    texts = ((language, kinds.text_of(message, language)) for language in languages)
    return {language: text for language, text in texts if text is not None}


def purge() -> dict[str, int]:
    """Blank the addresses of what was finished long ago, forget the rows later; counts of both.

    What remains are the monthly counts, which name nobody. A call that nobody made in that time is dropped.
    """
    now = timezone.now()
    keep = now - timedelta(days=settings.OUTBOX_KEEP_DAYS)
    forget = now - timedelta(days=settings.OUTBOX_FORGET_DAYS)
    unmade = Message.objects.to_call().filter(due__lt=keep)
    dropped = unmade.update(state=State.DROPPED, finished_at=now, **NOBODY)
    finished = Message.objects.finished()
    forgotten, _by_model = finished.filter(finished_at__lt=forget).delete()
    known = finished.filter(finished_at__lt=keep).exclude(**NOBODY)
    blanked = known.update(**NOBODY)
    return {"calls dropped": dropped, "addresses blanked": blanked, "messages forgotten": forgotten}
