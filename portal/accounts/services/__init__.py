"""What is done with accounts: inviting, accepting, closing, forgetting."""

from portal.accounts.services.closing import close_account, erase_again
from portal.accounts.services.forgetting import purge
from portal.accounts.services.invitations import (
    InvitationOver,
    accept,
    accept_with_new_account,
    first_administrator_link,
    has_account,
    invite,
    is_meant_for,
    read_invitation,
    resend,
    withdraw,
)
from portal.accounts.services.profile import change_profile
from portal.accounts.services.second_factor import reset_second_factor

__all__ = [
    "InvitationOver",
    "accept",
    "accept_with_new_account",
    "change_profile",
    "close_account",
    "erase_again",
    "first_administrator_link",
    "has_account",
    "invite",
    "is_meant_for",
    "purge",
    "read_invitation",
    "resend",
    "reset_second_factor",
    "withdraw",
]
