"""How an organisation comes into the registry, and its people to their entry."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from organisations.choices import Actor, ClaimState, ListingState, Role, Verb
from organisations.messages import ClaimAsked, ClaimLink, ClaimOver, HandedOver
from organisations.models import Claim, Membership, Organisation
from organisations.rules import may_answer_claim, may_moderate, may_register
from organisations.services.grants import MembershipGrant, invite_member, lock_invitations
from organisations.services.listing import log
from organisations.services.profile import create
from organisations.services.signing import signed
from portal.accounts.models import Invitation, User
from portal.outbox.choices import Channel
from portal.outbox.services import Recipient, post


@transaction.atomic
def register(key: UUID, data: dict[str, Any], *, by: User) -> Organisation:
    """A new entry with the profile `data`, looked after by `by`; it is not public yet.

    `key` comes with the form and becomes the public id: a double click registers once. Raises
    `PermissionDenied`, and `ValidationError` by field.
    """
    if not may_register(by):
        raise PermissionDenied
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # the two clicks come one by one
    if known := Organisation.objects.filter(public_id=key).first():
        if not known.decisions.filter(verb=Verb.REGISTER, by=by).exists():
            raise ValidationError(_("Please open the form again."))
        return known
    with signed(by, Role.COORDINATOR):
        organisation = create(data, by=None, public_id=key)
    log(organisation, Verb.REGISTER, ListingState.UNCLAIMED, by=by, capacity=Actor.COORDINATOR)
    Membership.objects.create(organisation=organisation, user=by, role=Role.COORDINATOR)
    return organisation


@transaction.atomic
def claim(
    organisation: Organisation,
    key: UUID,
    *,
    name: str,
    email: str,
    language: str,
    umbrella: Organisation | None = None,
) -> Claim:
    """`email` asks to look after the entry; `umbrella` is to confirm it, else its own mail address.

    Nothing tells the asker whether there is such an address, or an account with `email`. `key` comes with
    the form: a double click asks once. Raises `ValidationError` while somebody looks after the entry or asks.
    """
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if asked := asked_before(organisation, key):
        return asked
    _refuse_when_taken(organisation)
    refuse_when_asked(organisation)
    claim = Claim(organisation=organisation, key=key, name=name, email=email, language=language)
    claim.umbrella = umbrella
    secret = "" if umbrella else secrets.token_urlsafe(32)
    claim.secret_hash = _hash(secret) if secret else ""
    claim.save()
    if umbrella:
        tell_the_network(claim, umbrella)
    elif organisation.email:
        to = Recipient(Channel.MAIL, organisation.email)
        post(ClaimLink.key, claim.pk, to=to, payload={"url": _link(secret)})
    return claim


def claim_of_link(secret: str) -> Claim | None:
    """The claim that the link in a mail to the entry's own address is about."""
    claims = Claim.objects.select_related("organisation", "umbrella")
    return claims.filter(secret_hash=_hash(secret)).first()


def answer_claim_by_link(secret: str, *, confirmed: bool) -> Claim:
    """What the reader of the entry's own mail address says to a claim; the link works once.

    Raises `ValidationError` for an unknown link or a claim that is over.
    """
    claim = claim_of_link(secret)
    if claim is None:
        raise ValidationError(_("This link is not known."), code="unknown")
    return settle(claim, confirmed=confirmed, capacity=Actor.MAILBOX, by=None)


def answer_claim(claim: Claim, *, confirmed: bool, by: User) -> Claim:
    """What a coordinator of the network, or portal staff, says to a claim.

    Confirmed, the asker is invited by mail as coordinator. Raises `PermissionDenied`, and `ValidationError`
    for a claim that is over.
    """
    if not may_answer_claim(by, claim):
        raise PermissionDenied
    capacity = Actor.PORTAL if may_moderate(by) else Actor.UMBRELLA
    return settle(claim, confirmed=confirmed, capacity=capacity, by=by)


def end_overdue_claims() -> int:
    """End the claims that nobody has answered in time; how many."""
    overdue = Claim.objects.overdue(timezone.now()).order_by("organisation_id", "pk")
    return sum(_end(claim) for claim in overdue)


def refuse_claims(organisation: Organisation) -> None:
    """Whoever asks to look after the entry, which the caller has locked, hears that it was not confirmed."""
    for claim in organisation.claims.unanswered():
        close_claim(claim, ClaimState.REFUSED)


@transaction.atomic
def settle(claim: Claim, *, confirmed: bool, capacity: Actor, by: User | None) -> Claim:
    lock_invitations(claim.organisation)  # an expired one to the asker may be renewed
    current, state = locked_claim(claim), ClaimState.CONFIRMED if confirmed else ClaimState.REFUSED
    if current.state == state:
        return current  # a double click
    if not current.is_open:
        raise ValidationError(_("This claim is over."), code="over")
    if confirmed:
        _refuse_when_not_yet(current)
        organisation = current.organisation
        verb = Verb.RECOVER if current.is_recovery else Verb.CLAIM
        log(organisation, verb, ListingState(organisation.state), by=by, capacity=capacity)
        _give_the_role(current)
    return close_claim(current, state)


def _refuse_when_not_yet(claim: Claim) -> None:
    """Somebody looks after the entry, or may still say so."""
    if not claim.is_recovery:
        _refuse_when_taken(claim.organisation)
    elif claim.may_be_objected_to:
        raise ValidationError(
            _("Those who look after the entry may still object. You can confirm it afterwards."), code="early"
        )


def _give_the_role(claim: Claim) -> None:
    """Whoever works there already becomes coordinator at once, everybody else by invitation."""
    organisation = claim.organisation
    known = organisation.memberships.filter(user__email__iexact=claim.email, user__is_active=True).first()
    if known is None:
        invite_member(
            organisation, email=claim.email, role=Role.COORDINATOR, language=claim.language, by=None
        )
        return
    known.role = Role.COORDINATOR
    known.save()
    post(HandedOver.key, known.pk, to=Recipient.by_mail(known.user), version=f"claim {claim.pk}")


@transaction.atomic
def _end(claim: Claim) -> bool:
    current = locked_claim(claim)
    if current.state != ClaimState.OPEN:
        return False
    close_claim(current, ClaimState.ENDED)
    return True


def close_claim(claim: Claim, state: ClaimState) -> Claim:
    """The claim gets its last state, the asker the news, and nobody keeps who asked."""
    if state != ClaimState.CONFIRMED:
        post(ClaimOver.key, claim.pk, to=Recipient(Channel.MAIL, claim.email, claim.language))
    claim.state, claim.answered = state, timezone.now()
    claim.name = claim.email = ""
    claim.save(update_fields=["state", "answered", "name", "email"])
    return claim


def locked_claim(claim: Claim) -> Claim:
    """The claim as it is now, behind the lock of its entry."""
    Organisation.objects.select_for_update().get(pk=claim.organisation_id)
    return Claim.objects.select_related("organisation", "umbrella").get(pk=claim.pk)


def _refuse_when_taken(organisation: Organisation) -> None:
    """Somebody looks after the entry, or has been invited to."""
    invited = Invitation.objects.open().giving(MembershipGrant.key, organisation.pk).exists()
    if invited or not Organisation.objects.claimable().filter(pk=organisation.pk).exists():
        raise ValidationError(_("Somebody looks after this entry already."), code="taken")


def asked_before(organisation: Organisation, key: UUID) -> Claim | None:
    """The claim of the first of two clicks. Raises `ValidationError` where that was about another entry."""
    asked = Claim.objects.filter(key=key).first()
    if asked is not None and asked.organisation_id != organisation.pk:
        raise ValidationError(_("Please open the form again."))
    return asked


def refuse_when_asked(organisation: Organisation) -> None:
    """Another claim waits for its answer; one whose time is over ends here."""
    for other in organisation.claims.unanswered():
        if other.is_open:
            raise ValidationError(
                _("Somebody has asked for this entry already. Try again when that is answered."),
                code="asked",
            )
        close_claim(other, ClaimState.ENDED)


def tell_the_network(claim: Claim, umbrella: Organisation) -> None:
    for membership in umbrella.memberships.coordinating().select_related("user"):
        user = membership.user
        post(ClaimAsked.key, claim.pk, to=Recipient.by_mail(user))


def _link(secret: str) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return settings.SITE_URL + reverse("organisations:claim_answer", args=[secret])


def _hash(secret: str) -> str:
    """A plain hash is enough: the secret has 256 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()
