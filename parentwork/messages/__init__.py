"""What families are told, and when. Importing this registers the kinds with the outbox."""

from parentwork.messages.needs import need_answered, need_received
from parentwork.messages.posting import (
    booked,
    cancelled,
    date_added,
    date_cancelled,
    date_changed,
    forget_contacts,
    moved_up,
    remind,
    remind_soon,
    thank,
    workshop_cancelled,
)

__all__ = [
    "booked",
    "cancelled",
    "date_added",
    "date_cancelled",
    "date_changed",
    "forget_contacts",
    "moved_up",
    "need_answered",
    "need_received",
    "remind",
    "remind_soon",
    "thank",
    "workshop_cancelled",
]
