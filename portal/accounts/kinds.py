"""What an invitation gives: each app says it for its own rows and registers it.

A `Grant` of another app calls that app's services, so it stands there in the room `services` and is
imported in `AppConfig.ready()`.
"""

from abc import ABC, abstractmethod
from datetime import date
from typing import ClassVar

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.models import Invitation, User


class Grant(ABC):
    """What somebody gets who accepts an invitation."""

    key: ClassVar[str]  # "organisations.membership"
    label: ClassVar[str | Promise]  # for the list in the admin

    @abstractmethod
    def describe(self, invitation: Invitation) -> str:
        """What the invited person will be, in the active language: "Helper of Elterntreff Nordstadt"."""

    def behalf(self, invitation: Invitation) -> str:
        """For whom somebody invites: the name that the invited person may know better than hers; or empty."""
        return ""

    @abstractmethod
    def may_invite(self, user: User, object_id: int | None, detail: str) -> bool:
        """Whether `user` may send, repeat and withdraw such an invitation."""

    @abstractmethod
    def give(self, invitation: Invitation, user: User) -> None:
        """Give it to `user`, inside the transaction of the acceptance; giving twice changes nothing.

        Raises `ValidationError` where it can no longer be given.
        """

    def ends(self, invitation: Invitation) -> date | None:
        """The last day on which it is worth accepting, where that is known."""
        return None

    def still_exists(self, invitation: Invitation) -> bool:
        """False when what the invitation is about was deleted or closed."""
        return True

    def url(self, invitation: Invitation) -> str:
        """The page to open afterwards."""
        return reverse("desk")


GRANTS: dict[str, Grant] = {}


def register(cls: type[Grant]) -> type[Grant]:
    GRANTS[cls.key] = cls()
    return cls


def grant_of(invitation: Invitation) -> Grant:
    return GRANTS[invitation.grant]


ADMINISTRATOR = "administrator"


@register
class PortalStaff(Grant):
    """Somebody who runs the portal; with the detail "administrator" may do everything in the admin."""

    key = "accounts.portal_staff"
    label = gettext_lazy("Portal staff")

    def describe(self, invitation: Invitation) -> str:
        if invitation.detail == ADMINISTRATOR:
            return _("Administrator of this portal")
        return _("Member of the portal’s staff")

    def may_invite(self, user: User, object_id: int | None, detail: str) -> bool:
        return user.is_active and user.is_superuser

    def give(self, invitation: Invitation, user: User) -> None:
        user.is_staff = True
        if invitation.detail == ADMINISTRATOR:
            user.is_superuser = True
        user.save(update_fields=["is_staff", "is_superuser"])

    def url(self, invitation: Invitation) -> str:
        return reverse("admin:index")
