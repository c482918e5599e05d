"""Translating a guide: written by one person, let through by another, kept beside what readers see."""

from portal.guides.services.translating.drafts import (
    begin,
    discard,
    is_behind,
    keep,
    refresh,
    restore,
    take_over,
    withdraw,
)
from portal.guides.services.translating.review import (
    Faulty,
    confirm,
    is_confirmable,
    publish,
    send_back,
    submit,
    waits_for_a_yes,
)

__all__ = [
    "Faulty",
    "begin",
    "confirm",
    "discard",
    "is_behind",
    "is_confirmable",
    "keep",
    "publish",
    "refresh",
    "restore",
    "send_back",
    "submit",
    "take_over",
    "waits_for_a_yes",
    "withdraw",
]
