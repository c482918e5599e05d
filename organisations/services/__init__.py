"""What is done to organisations, their members and their networks; every way in calls these."""

from organisations.services.grants import invite_member
from organisations.services.importing import take_over
from organisations.services.listing import publish, restore, suspend, withdraw
from organisations.services.networks import affiliate, end_affiliation
from organisations.services.people import add_member, change_role, remove_member
from organisations.services.profile import create, update_profile

__all__ = [
    "add_member",
    "affiliate",
    "change_role",
    "create",
    "end_affiliation",
    "invite_member",
    "publish",
    "remove_member",
    "restore",
    "suspend",
    "take_over",
    "update_profile",
    "withdraw",
]
