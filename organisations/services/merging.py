"""Two entries that are one organisation: one goes, the other takes over what belongs to it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from organisations.choices import Actor, LegalForm, ListingState, Verb
from organisations.models import Affiliation, MergedEntry, Organisation, OtherKey
from organisations.models.profile import FIELDS
from organisations.rules import may_moderate
from organisations.services.grants import lock_invitations
from organisations.services.joining import refuse_claims
from organisations.services.listing import decide, log
from organisations.services.networks import leave_networks, refuse_circle, wait_for_other_changes
from organisations.services.profile import update_profile
from organisations.services.removal import forget_contact
from organisations.services.verification import end_with_the_entry
from portal.accounts.models import User
from portal.accounts.services import invitations
from portal.lib.errors import Stale

# Facts of which one is right where both say something.
TO_CHOOSE = (
    "name", "legal_form", "register_number", "register_court", "postal_code", "street", "email", "phone",
    "website", "founded",
)  # fmt: skip
# Yes or no is said by every entry, and a logo is a file of its own entry.
NOT_MOVED = frozenset({"level", "open_to_all", "street_is_public", "logo"})


@transaction.atomic
def merge(
    entry: Organisation,
    into: Organisation,
    *,
    version: int,
    into_version: int,
    by: User,
    taken: Collection[str] = (),
) -> Organisation:
    """`entry`, in which nobody works, goes; its address leads to `into`, which gets what belongs to it.

    These are networks, keys in lists, and what other parts of the portal hold, such as workshops; and of the
    profile what `into` does not say itself, and the fields that are to be `taken` all the same. Claims,
    invitations and contact data of `entry` end, as when an entry is removed. A second click merges once.
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
    into = _move_words(entry, into, taken, by)
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


def disputed(entry: Organisation, into: Organisation) -> list[str]:
    """The facts about which the two say different things, so that a person has to choose."""
    pairs = ((field, getattr(entry, field), getattr(into, field)) for field in TO_CHOOSE)
    return [field for field, of_entry, own in pairs if _says(of_entry) and _says(own) and of_entry != own]


def _says(value: Any) -> bool:
    return bool(value) and value != LegalForm.UNKNOWN


def _move_words(entry: Organisation, into: Organisation, taken: Collection[str], by: User) -> Organisation:
    """What `into` lacks, and what is to be `taken`, as an edit that its history tells."""
    if unknown := set(taken) - set(disputed(entry, into)):
        raise TypeError(f"not to be chosen: {sorted(unknown)}")
    lacking = {f for f in FIELDS - NOT_MOVED if _says(getattr(entry, f)) and not _says(getattr(into, f))}
    data = {field: getattr(entry, field) for field in lacking.union(taken)}
    if "street" in data:  # shown only where both have said so
        data["street_is_public"] = entry.street_is_public and into.street_is_public
    return update_profile(into, data, version=into.version, by=by) if data else into


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
