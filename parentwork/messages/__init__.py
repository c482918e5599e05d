"""What families are told, and when. Importing this registers the kinds with the outbox."""

from parentwork.messages.asking import forget_helper, helper_asked, helper_recipient, remind_helper
from parentwork.messages.invitations import forget_invitations, invited, invited_to
from parentwork.messages.needs import need_answered, need_received
from parentwork.messages.posting import (
    booked,
    cancelled,
    date_added,
    date_cancelled,
    date_changed,
    forget_contacts,
    is_called,
    moved_up,
    places_offered,
    released,
    remind,
    remind_of_offer,
    remind_soon,
    taken,
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
    "forget_helper",
    "forget_invitations",
    "helper_asked",
    "helper_recipient",
    "invited",
    "invited_to",
    "is_called",
    "moved_up",
    "need_answered",
    "need_received",
    "places_offered",
    "released",
    "remind",
    "remind_helper",
    "remind_of_offer",
    "remind_soon",
    "taken",
    "thank",
    "workshop_cancelled",
]
