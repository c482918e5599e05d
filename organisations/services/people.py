"""Who works in an organisation."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from organisations.choices import Actor, ListingState, Role, Verb
from organisations.messages import HandedOver
from organisations.models import Membership, Organisation
from organisations.rules import may_manage_members, may_moderate
from organisations.services.listing import log
from portal.accounts.models import User
from portal.outbox.services import Recipient, post


@transaction.atomic
def add_member(organisation: Organisation, user: User, role: Role, *, by: User | None) -> Membership:
    """Make `user` a member; somebody who is one already keeps the role they have.

    `by` is who invited; None is the portal itself (demo, first coordinator). Raises `ValidationError` for an
    entry that was removed.
    """
    if by is not None and not (may_manage_members(by, organisation) or may_moderate(by)):
        raise PermissionDenied
    if Organisation.objects.select_for_update().get(pk=organisation.pk).is_removed:
        raise ValidationError(_("This organisation no longer exists."), code="gone")
    membership, _is_new = Membership.objects.get_or_create(
        organisation=organisation, user=user, defaults={"role": Role(role)}
    )
    return membership


@transaction.atomic
def change_role(membership: Membership, role: Role, *, by: User) -> Membership:
    """Give a member another role. Raises `ValidationError` for the last coordinator."""
    current = _locked(membership)
    if current is None:
        raise ValidationError(_("This person has left in the meantime."), code="gone")
    if not (may_manage_members(by, current.organisation) or may_moderate(by)):
        raise PermissionDenied
    if current.role != Role(role):
        if current.role == Role.COORDINATOR:
            _refuse_for_the_last_coordinator(current)
        current.role = Role(role)
        current.save()
    return current


@transaction.atomic
def remove_member(membership: Membership, *, by: User) -> None:
    """End a membership: the coordinator anybody's, everybody their own, never the last coordinator's."""
    current = _locked(membership)
    if current is None:
        return  # a double click
    own = current.user_id == by.pk
    if not (own or may_manage_members(by, current.organisation) or may_moderate(by)):
        raise PermissionDenied
    if current.role == Role.COORDINATOR:
        _refuse_for_the_last_coordinator(current)
    current.delete()


@transaction.atomic
def hand_over(organisation: Organisation, *, to: Membership, by: User) -> Membership:
    """The coordinator `by` leaves, `to` is coordinator from then on and hears of it; the log keeps it.

    A double click changes nothing more. Raises `PermissionDenied`, and `ValidationError` for somebody who
    does not work here or can not sign in.
    """
    current = Organisation.objects.select_for_update().get(pk=organisation.pk)
    own = current.memberships.filter(user=by, role=Role.COORDINATOR).first()
    if own is None:
        if Organisation.objects.handed_over_by(by).filter(pk=current.pk).exists():
            return to
        raise PermissionDenied
    successor = current.memberships.exclude(pk=own.pk).filter(pk=to.pk, user__is_active=True).first()
    if successor is None:
        raise ValidationError({"to": _("This person has left in the meantime.")}, code="gone")
    successor.role = Role.COORDINATOR
    successor.save()
    line = log(current, Verb.HAND_OVER, ListingState(current.state), by=by, capacity=Actor.COORDINATOR)
    user = successor.user
    recipient = Recipient.by_mail(user)
    post(HandedOver.key, successor.pk, to=recipient, version=str(line.pk))
    own.delete()
    return successor


@transaction.atomic
def leave_everything(user: User, *, by: User | None) -> None:
    """Before an account is closed: end its memberships. Raises `ValidationError` where it is still needed."""
    for membership in Membership.objects.filter(user=user).order_by("organisation_id"):
        remove_member(membership, by=by or user)  # without `by` (the purge) it is one's own leaving


def _locked(membership: Membership) -> Membership | None:
    """The membership as it is now, behind the lock of its organisation: two coordinators can not both go."""
    Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    return Membership.objects.select_related("organisation").filter(pk=membership.pk).first()


def _refuse_for_the_last_coordinator(membership: Membership) -> None:
    others = membership.organisation.memberships.coordinating().exclude(pk=membership.pk)
    if not others.exists():
        raise ValidationError(
            _("%(organisation)s needs a coordinator. Make somebody else coordinator first.")
            % {"organisation": membership.organisation.name},
            code="last_coordinator",
        )
