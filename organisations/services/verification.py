"""That an organisation is what it says: checked by one of its networks or the portal's staff, for a time."""

from __future__ import annotations

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from organisations.choices import Actor, ListingState, Verb
from organisations.choices.moderation import Ended
from organisations.choices.trust import Basis
from organisations.messages import VerificationEnds, VerificationRevoked, Verified
from organisations.models import Organisation, Verification
from organisations.models.trust import RENEWABLE
from organisations.rules import may_moderate, may_revoke, may_verify
from organisations.services.listing import log
from portal.accounts.models import User
from portal.lib.dates import today
from portal.outbox.choices import Channel
from portal.outbox.services import Recipient, post

LASTS = relativedelta(years=2)


@transaction.atomic
def verify(
    organisation: Organisation, *, umbrella: Organisation | None, basis: str, words: str = "", by: User
) -> Verification:
    """`umbrella`, or the portal's staff where it is None, has checked the entry; its people hear of it.

    A double click checks once. Raises `PermissionDenied`, and `ValidationError` for an entry without a page
    and while a check holds that does not end soon.
    """
    current = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not may_verify(by, current, umbrella):
        raise PermissionDenied
    if not current.is_listed:
        raise ValidationError(_("Only an organisation whose page is public can be checked."), code="state")
    if Basis(basis) is Basis.OTHER and not words.strip():
        raise ValidationError({"words": _("Say what you have seen.")})
    if known := current.verifications.running().first():
        if known.by_id == by.pk and known.umbrella == umbrella and known.checked_on == today():
            return known
        _refuse_unless_renewable(known)
        _end(known, Ended.LAPSED if known.valid_until < today() else Ended.RENEWED)
    verification = Verification.objects.create(
        organisation=current, umbrella=umbrella, basis=basis, words=words.strip(), by=by,
        valid_until=today() + LASTS,
    )  # fmt: skip
    _log(verification, Verb.VERIFY, by=by, reason=words)
    for to in _coordinators(current):
        post(Verified.key, verification.pk, to=to)
    return verification


@transaction.atomic
def revoke_verification(verification: Verification, *, reason: str, by: User) -> Verification:
    """It holds no more; the organisation reads `reason`. A second click changes nothing.

    Raises `PermissionDenied`, and `ValidationError` without a reason or for one that is over.
    """
    current = _locked(verification)
    if not may_revoke(by, current):
        raise PermissionDenied
    if current.ended == Ended.REVOKED:
        return current
    if current.ended:
        raise ValidationError(_("This check is over."), code="over")
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: the organisation reads it.")})
    _end(current, Ended.REVOKED)
    _log(current, Verb.REVOKE, by=by, reason=reason)
    for to in _coordinators(current.organisation):
        post(VerificationRevoked.key, current.pk, to=to, payload={"reason": reason.strip()})
    return current


def end_with_the_entry(organisation: Organisation, *, by: User | None) -> None:
    """The entry, which the caller has locked, is hidden: nobody has checked it any more."""
    for verification in organisation.verifications.running():
        _end(verification, Ended.HIDDEN)
        _log(verification, Verb.REVOKE, by=by)


def lapse_verifications() -> int:
    """End the checks whose last day is over; how many."""
    return sum(_lapse(verification) for verification in Verification.objects.over(today()).order_by("pk"))


def remind_of_verifications() -> int:
    """Tell the organisation and whoever has checked it once that this ends soon; about how many checks."""
    ending = Verification.objects.ending_until(today() + RENEWABLE)
    for verification in ending:
        for to in _verifiers(verification):
            _remind(verification, to, verifies=True)
        for to in _coordinators(verification.organisation):
            _remind(verification, to, verifies=False)
    return len(ending)


def _refuse_unless_renewable(verification: Verification) -> None:
    if not verification.is_renewable:
        raise ValidationError(
            _("This organisation was checked already. That is valid until %(day)s.")
            % {"day": date_format(verification.valid_until)},
            code="running",
        )


@transaction.atomic
def _lapse(verification: Verification) -> bool:
    current = _locked(verification)
    if current.ended:
        return False
    _end(current, Ended.LAPSED)
    _log(current, Verb.LAPSE, by=None)
    return True


def _end(verification: Verification, how: Ended) -> None:
    verification.ended, verification.ended_on = how, today()
    verification.save(update_fields=["ended", "ended_on"])


def _locked(verification: Verification) -> Verification:
    """The check as it is now, behind the lock of its entry."""
    Organisation.objects.select_for_update().get(pk=verification.organisation_id)
    return Verification.objects.select_related("organisation", "umbrella").get(pk=verification.pk)


def _log(verification: Verification, verb: Verb, *, by: User | None, reason: str = "") -> None:
    organisation = verification.organisation
    state = ListingState(organisation.state)
    log(organisation, verb, state, by=by, capacity=_capacity(by), reason=reason)


def _capacity(by: User | None) -> Actor:
    if by is None:
        return Actor.PROGRAM
    return Actor.PORTAL if may_moderate(by) else Actor.UMBRELLA


def _verifiers(verification: Verification) -> list[Recipient]:
    if verification.umbrella:
        return _coordinators(verification.umbrella)
    mail = settings.OPERATOR["mail"]
    return [Recipient(Channel.MAIL, mail)] if mail else []


def _coordinators(organisation: Organisation) -> list[Recipient]:
    rows = organisation.memberships.coordinating().select_related("user").order_by("pk")
    return [Recipient.by_mail(membership.user) for membership in rows]


def _remind(verification: Verification, to: Recipient, *, verifies: bool) -> None:
    post(VerificationEnds.key, verification.pk, to=to, payload={"verifies": verifies})
