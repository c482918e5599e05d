"""The pages of the registry: those for everybody, and the desk of an organisation."""

from organisations.views.desk_members import (
    invite,
    member,
    members,
    remove,
    resend_invitation,
    withdraw_invitation,
)
from organisations.views.desk_network import network
from organisations.views.desk_overview import overview, publish, withdraw
from organisations.views.desk_profile import profile, words
from organisations.views.public import detail, embed, listing, table

__all__ = [
    "detail",
    "embed",
    "invite",
    "listing",
    "member",
    "members",
    "network",
    "overview",
    "profile",
    "publish",
    "remove",
    "resend_invitation",
    "table",
    "withdraw",
    "withdraw_invitation",
    "words",
]
