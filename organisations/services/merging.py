"""Two entries that are one organisation: one goes, the other takes over what belongs to it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from organisations.choices import Actor, ListingState, Verb
from organisations.models import Affiliation, MergedEntry, Organisation, OtherKey
from organisations.rules import may_moderate
from organisations.services.grants import lock_invitations
from organisations.services.joining import refuse_claims
from organisations.services.listing import decide, log
from organisations.services.networks import leave_networks, refuse_circle, wait_for_other_changes
from organisations.services.removal import forget_contact
from organisations.services.verification import end_with_the_entry
from portal.accounts.models import User
from portal.accounts.services import invitations
from portal.lib.errors import Stale


@transaction.atomic
def merge(
    entry: Organisation, into: Organisation, *, version: int, into_version: int, by: User
) -> Organisation:
    """`entry`, in which nobody works, goes; its address leads to `into`, which gets what belongs to it.

    These are networks, keys in lists, and what other parts of the portal hold, such as workshops; what
    `into` says of itself stays. Claims, invitations and contact data of `entry` end, as when an entry is
    removed. A second click merges once.
    Raises `PermissionDenied`, `Stale` when one of them is no longer at its version, `ValidationError`.
    """
    if not may_moderate(by):
        raise PermissionDenied
    for invitation in lock_invitations(entry):
        invitations.withdraw(invitation, by=by)
    wait_for_other_changes()
    locked = Organisation.objects.select_for_update().order_by("pk").in_bulk([entry.pk, into.pk])
    entry, into = locked[entry.pk], locked[into.pk]
    if MergedEntry.objects.filter(entry=entry, into=into).exists():
        return into  # a double click
    if (entry.version, into.version) != (version, into_version):
        raise Stale(into)
    _refuse_what_cannot_be(entry, into)
    refuse_claims(entry)
    end_with_the_entry(entry, by=by)
    _move_networks(entry, into)
    _move_keys(entry, into)
    _move_work(entry, into)
    MergedEntry.objects.filter(into=entry).update(into=into)
    MergedEntry.objects.create(entry=entry, into=into)
    forget_contact(entry)
    decide(entry, Verb.MERGE, by=by, reason=into.name)
    log(into, Verb.MERGE, ListingState(into.state), by=by, capacity=Actor.PORTAL, reason=entry.name)
    return into


def _refuse_what_cannot_be(entry: Organisation, into: Organisation) -> None:
    if entry.pk == into.pk:
        raise ValidationError(_("These are one and the same entry."), code="same")
    if entry.memberships.exists():
        raise ValidationError(
            _("People work in the entry that is to go. Let the other one go, or ask them to leave first."),
            code="members",
        )
    if entry.is_umbrella:
        raise ValidationError(_("A network can not go like this."), code="network")
    if into.is_removed:
        raise ValidationError(_("This organisation no longer exists."), code="gone")


def _move_networks(entry: Organisation, into: Organisation) -> None:
    """What `into` has with a network itself stays as it is."""
    own = into.affiliations.values("umbrella")
    moving = Affiliation.objects.filter(member=entry).exclude(Q(umbrella__in=own) | Q(umbrella=into))
    for affiliation in moving.select_related("umbrella"):
        refuse_circle(into, affiliation.umbrella)
        affiliation.member = into
        affiliation.save()
    leave_networks(entry)


def _move_keys(entry: Organisation, into: Organisation) -> None:
    """The next edition of each list finds the entry that stays."""
    entry.other_keys.update(organisation=into)
    if entry.source:
        OtherKey.objects.update_or_create(
            source=entry.source, source_key=entry.source_key, defaults={"organisation": into}
        )


def _move_work(entry: Organisation, into: Organisation) -> None:
    """What the parts above the registry hold of an organisation; they are not known here by name."""
    for relation in Organisation._meta.related_objects:
        model = relation.related_model
        if model._meta.app_label == Organisation._meta.app_label:
            continue
        try:
            with transaction.atomic():
                model._default_manager.filter(**{relation.field.name: entry}).update(
                    **{relation.field.name: into}
                )
        except IntegrityError as error:
            raise ValidationError(
                _("Both have the same (%(what)s). Delete it in one of them first.")
                % {"what": model._meta.verbose_name_plural},
                code="both",
            ) from error
