"""Kinds of messages for the tests: about a user, in words that show what was rendered."""

from typing import Any

from django.contrib.auth import get_user_model

from portal.outbox.kinds import Kind, Text, register
from portal.outbox.models import Message

WORDS = {
    "de": ("Ihr Platz am Dienstag", "Guten Tag,\nSie haben einen Platz.\nhttps://portal.example/b/abc/"),
    "de-x-leicht": ("Ihr Platz am Dienstag", "Guten Tag,\nSie haben einen Platz."),
    "ar": ("مكانك يوم الثلاثاء", "مرحبا،\n2 مقاعد محجوزة لكم.\nhttps://portal.example/b/abc/"),
    "tr": ("Salı günü yeriniz", "İyi günler,\nyeriniz ayrıldı."),
}


@register
class Seat(Kind):
    key = "tests.seat"
    label = "Seat"

    def load(self, object_id: int) -> Any | None:
        return get_user_model().objects.filter(pk=object_id).first()

    def still_wanted(self, obj: Any, message: Message) -> bool:
        return obj.is_active

    def render(self, obj: Any, language: str, message: Message) -> Text:
        subject, body = WORDS[language]
        return Text(subject=subject, body=body, sms=message.payload.get("sms", subject))


@register
class Broken(Seat):
    key = "tests.broken"

    def render(self, obj: Any, language: str, message: Message) -> Text:
        raise ZeroDivisionError(f"the text of {obj.email} cannot be written")
