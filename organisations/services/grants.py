"""Inviting people by mail into an organisation."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisations.choices import FOUNDING, ListingState, Role
from organisations.models import Membership, Organisation
from organisations.rules import may_invite_founders, may_manage_members, may_moderate
from organisations.services.people import add_member
from portal.accounts.kinds import Grant, register
from portal.accounts.models import Invitation, User
from portal.accounts.services import invitations


@register
class MembershipGrant(Grant):
    """A place in an organisation with the role that stands in the invitation's detail."""

    key = "organisations.membership"
    label = gettext_lazy("Member of an organisation")

    def describe(self, invitation: Invitation) -> str:
        organisation = Organisation.objects.get(pk=invitation.object_id)
        return _("%(organisation)s (%(role)s)") % {
            "organisation": organisation.name,
            "role": Role(invitation.detail).label,
        }

    def may_invite(self, user: User, object_id: int | None, detail: str) -> bool:
        organisation = Organisation.objects.filter(pk=object_id).first()
        if organisation is None or detail not in Role.values:
            return False
        return may_manage_members(user, organisation) or may_moderate(user)

    def give(self, invitation: Invitation, user: User) -> None:
        organisation = Organisation.objects.filter(pk=invitation.object_id).first()
        if organisation is None:
            raise ValidationError(_("This organisation no longer exists."), code="gone")
        add_member(organisation, user, Role(invitation.detail), by=None)

    def still_exists(self, invitation: Invitation) -> bool:
        entries = Organisation.objects.filter(pk=invitation.object_id)
        return entries.exclude(state=ListingState.REMOVED).exists()

    def url(self, invitation: Invitation) -> str:
        slug = Organisation.objects.values_list("slug", flat=True).get(pk=invitation.object_id)
        return reverse("organisations:desk", args=[slug])


@register
class FoundingGrant(Grant):
    """An account with which to register an organisation; the network that invites is the object."""

    key = FOUNDING
    label = gettext_lazy("Registers an organisation")

    def describe(self, invitation: Invitation) -> str:
        return _("Coordinator of the organisation that you register")

    def behalf(self, invitation: Invitation) -> str:
        """The network: the member that is to come in knows it, and hardly the person."""
        return str(
            Organisation.objects.filter(pk=invitation.object_id).values_list("name", flat=True).first() or ""
        )

    def may_invite(self, user: User, object_id: int | None, detail: str) -> bool:
        umbrella = Organisation.objects.filter(pk=object_id).first()
        return umbrella is not None and may_invite_founders(user, umbrella)

    def give(self, invitation: Invitation, user: User) -> None:
        """The account is all: the organisation is registered on the page that follows."""

    def url(self, invitation: Invitation) -> str:
        return reverse("organisations:register")


def lock_invitations(organisation: Organisation) -> list[Invitation]:
    """The pending invitations into it, for the rest of the transaction; taken before the entry's own lock.

    Whoever accepts an invitation holds it before the entry, so all others that need both do as well.
    """
    pending = Invitation.objects.select_for_update().pending().giving(MembershipGrant.key, organisation.pk)
    return list(pending.order_by("pk"))


def invite_founder(umbrella: Organisation, *, email: str, language: str, by: User) -> Invitation:
    """Ask `email` by mail, in the name of a network, to register an organisation.

    Raises `PermissionDenied`, and `ValidationError` for a faulty address.
    """
    return invitations.invite(email, by=by, grant=FoundingGrant.key, object_id=umbrella.pk, language=language)


def invite_oneself(email: str, *, language: str) -> Invitation:
    """Send `email` the link with which its reader registers an organisation; whoever has none asks so.

    An address without an account is answered as one with. Raises `ValidationError` for a faulty address.
    """
    return invitations.invite(email, by=None, grant=FoundingGrant.key, language=language)


def invite_member(
    organisation: Organisation, *, email: str, role: Role | str, language: str, by: User | None
) -> Invitation:
    """Ask `email` by mail to join with `role`; an open invitation is renewed.

    Raises `PermissionDenied`, and `ValidationError` for a faulty address, somebody who is a member, or an
    entry that was removed.
    """
    if organisation.is_removed:
        raise ValidationError(_("This organisation no longer exists."), code="gone")
    if Membership.objects.filter(organisation=organisation, user__email__iexact=email.strip()).exists():
        raise ValidationError({"email": _("This person works here already.")}, code="member")
    return invitations.invite(
        email,
        by=by,
        grant=MembershipGrant.key,
        object_id=organisation.pk,
        detail=Role(role).value,
        language=language,
    )
