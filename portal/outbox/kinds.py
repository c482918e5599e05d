"""The kinds of messages. Each app registers its own in `<app>/messages.py`."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template import Context, TemplateDoesNotExist, engines
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise

from portal.lib import languages, sms
from portal.outbox.models import Message


@dataclass(frozen=True)
class Text:
    """What a person reads or hears. `attachments` are (file name, bytes, media type) of a mail."""

    subject: str
    body: str
    sms: str = ""
    attachments: tuple[tuple[str, bytes, str], ...] = ()


class Kind(ABC):
    """One kind of message. All three questions are asked at sending time, from the facts as they are then."""

    key: str
    label: str | Promise

    @abstractmethod
    def load(self, object_id: int) -> Any | None:
        """The object that the message is about; None if it is gone, and with it the message."""

    def load_many(self, object_ids: Collection[int]) -> dict[int, Any]:
        """The objects of several messages by number, those that are gone left out. In few queries where a
        kind has many messages at once."""
        found = {object_id: self.load(object_id) for object_id in object_ids}
        return {object_id: obj for object_id, obj in found.items() if obj is not None}

    @abstractmethod
    def still_wanted(self, obj: Any, message: Message) -> bool:
        """Whether the message still makes sense, given the object as it is now."""

    @abstractmethod
    def render(self, obj: Any, language: str, message: Message) -> Text:
        """The text in `language`; neutral, since others may read the phone too."""

    def rings_from(self, message: Message, now: datetime) -> datetime:
        """From when on a phone may ring with an SMS that is late: tried in vain, or found lying `now`."""
        return now


_kinds: dict[str, Kind] = {}


def register[K: type[Kind]](cls: K) -> K:
    """Class decorator: makes the kind known under its key."""
    known = _kinds.get(cls.key)
    if known is not None and type(known).__qualname__ != cls.__qualname__:
        raise ValueError(f"message kind {cls.key} is registered twice")
    _kinds[cls.key] = cls()
    return cls


def kind_of(key: str) -> Kind:
    """The kind of that key; KeyError if no app has registered it."""
    return _kinds[key]


def all_kinds() -> list[Kind]:
    """Every registered kind, by key."""
    return [_kinds[key] for key in sorted(_kinds)]


def kinds_about(cls: type[object]) -> list[str]:
    """The keys of all kinds of this class."""
    return [kind.key for kind in all_kinds() if isinstance(kind, cls)]


def text_of(message: Message, language: str) -> Text | None:
    """The message as it reads now in `language`; None if it is no longer wanted."""
    kind = kind_of(message.kind)
    obj = kind.load(message.object_id)
    if obj is None or not kind.still_wanted(obj, message):
        return None
    with translation.override(language):
        return kind.render(obj, language, message)


def desk_link(name: str, language: str, *args: object) -> str:
    """The address of a page of the desk, for a mail in `language`."""
    with translation.override(languages.at_desk(language)):
        return str(settings.SITE_URL + reverse(name, args=args))


def mail_text(
    template: str, context: dict[str, Any], language: str, *, sms_may_say: Iterable[dict[str, Any]] = ()
) -> Text:
    """The text from `template`, such as `mail/parentwork/booking_confirmed.txt`, in `language`.

    Its first line is the subject, then a blank line, then the body. A template of the same name that ends in
    `.sms.txt` is the SMS. Nothing is escaped, since the text is plain.

    `sms_may_say`: what the SMS says besides, in the context, the most telling first. The first is taken with
    which the SMS is sent whole, else `context` alone.
    """
    with translation.override(language):
        subject, _newline, body = _plain(template, context).strip().partition("\n")
        short = (_sms(template, context, more) for more in (*sms_may_say, None))
        whole = next(text for text in short if text is not None)
    return Text(subject=subject.strip(), body=body.strip(), sms=whole)


def _sms(template: str, context: dict[str, Any], more: dict[str, Any] | None) -> str | None:
    """The SMS that belongs to a mail; empty if there is none. None where it would be cut with `more`."""
    try:
        text = _plain(template.removesuffix(".txt") + ".sms.txt", context | (more or {}))
    except TemplateDoesNotExist:
        return ""
    whole = " ".join(text.split())
    return whole if more is None or sms.fit(whole) == whole else None


def _plain(template: str, context: dict[str, Any]) -> str:
    engine = engines["django"].engine  # type: ignore[attr-defined]
    return str(engine.get_template(template).render(Context(context, autoescape=False)))
