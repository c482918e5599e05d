"""What families are told, and when. Importing this registers the kinds with the outbox."""

from parentwork.messages.asking import (
    forget_helper,
    helper_asked,
    helper_moved,
    helper_recipient,
    helper_released,
    remind_helper,
)
from parentwork.messages.invitations import forget_invitations, invited, invited_to
from parentwork.messages.needs import need_answered, need_received
from parentwork.messages.partnerships import forget_partnerships, partnership_asked, remind_school
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
    "forget_partnerships",
    "helper_asked",
    "helper_moved",
    "helper_recipient",
    "helper_released",
    "invited",
    "invited_to",
    "is_called",
    "moved_up",
    "need_answered",
    "need_received",
    "partnership_asked",
    "places_offered",
    "released",
    "remind",
    "remind_helper",
    "remind_of_offer",
    "remind_school",
    "remind_soon",
    "taken",
    "thank",
    "workshop_cancelled",
]
