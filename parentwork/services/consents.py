"""Families allow pictures and invitations, take it back, and are invited."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parentwork import messages, rules
from parentwork.choices import ConsentPurpose, ContactWay
from parentwork.models import Booking, Consent, Workshop
from parentwork.models.consents import newest
from portal.accounts.models import User
from portal.erasures.services import note
from portal.lib.dates import today

# How long the organisation reads whose pictures it has to delete.
TAKEN_BACK = timedelta(days=30)


def offered(booking: Booking) -> list[ConsentPurpose]:
    """What the family may be asked for; invitations only where it has said how it is reached."""
    can_be_invited = booking.way != ContactWay.ASSOCIATION
    return [purpose for purpose in ConsentPurpose if can_be_invited or purpose != ConsentPurpose.INVITATIONS]


@transaction.atomic
def give(booking: Booking, purpose: ConsentPurpose) -> Consent:
    """The family agrees to the newest text; agreeing again changes nothing. Raises `ValidationError`."""
    locked = Booking.objects.select_for_update().get(pk=booking.pk)
    if purpose not in offered(locked):
        raise ValidationError(_("Please choose one of the answers offered here."))
    invites = purpose == ConsentPurpose.INVITATIONS
    said = {
        "workshop": booking.workshop,
        "version": newest(purpose),
        "name": locked.name,
        "language": locked.language,
        "way": locked.way if invites else "",
        "email": locked.email if invites else "",
        "phone": locked.phone if invites else "",
        "given": timezone.now(),
        "revoked": None,
        "delete_on": today() + relativedelta(months=settings.CONSENTS_KEPT_MONTHS),
    }
    earlier = Consent.objects.filter(booking=locked, purpose=purpose).first()
    if earlier and earlier.revoked is None:
        return earlier
    row, _is_new = Consent.objects.update_or_create(booking=locked, purpose=purpose, defaults=said)
    return row


@transaction.atomic
def take_back(consent: Consent) -> None:
    """At once: nobody is invited any more, and the organisation reads whose pictures have to go."""
    locked = Consent.objects.select_for_update().filter(pk=consent.pk, revoked=None).first()
    if locked is None:
        return
    if locked.purpose == ConsentPurpose.INVITATIONS:
        _delete([locked.pk])
        return
    locked.revoked, locked.delete_on = timezone.now(), today() + TAKEN_BACK
    locked.save(update_fields=["revoked", "delete_on"])


@transaction.atomic
def note_taken_back(consent: Consent, *, by: User) -> None:
    """The family has told the organisation that it no longer agrees. PermissionDenied."""
    if not rules.may_invite(by, consent.workshop.organisation):
        raise PermissionDenied
    take_back(consent)


def follow_contact(booking: Booking) -> None:
    """The family is reached in another way: to be invited, too, unless it wants no messages any more."""
    for row in booking.consents.select_for_update().filter(purpose=ConsentPurpose.INVITATIONS):
        if ConsentPurpose.INVITATIONS in offered(booking):
            row.way, row.email, row.phone = booking.way, booking.email, booking.phone
            row.language = booking.language
            row.save(update_fields=["way", "email", "phone", "language"])
            messages.invitations_readdressed(row)
        else:
            take_back(row)


def to_be_told(workshop: Workshop) -> list[Consent]:
    """Families that agreed, were not told yet and have no booking of this workshop; each contact once."""
    found: dict[str, Consent] = {}
    told = messages.invited_to(workshop)
    booked = Booking.objects.filter(workshop=workshop).exclude(email="", phone="")
    there = {row.email or row.number for row in booked}
    for row in Consent.objects.to_invite(workshop.organisation_id).order_by("-given", "-pk"):
        contact = row.email or row.number
        if row.pk in told:
            there.add(contact)
        found.setdefault(contact, row)
    return sorted((row for contact, row in found.items() if contact not in there), key=lambda row: row.pk)


@transaction.atomic
def invite(workshop: Workshop, *, by: User) -> Sequence[Consent]:
    """Tell those who agreed of this workshop, each once however often this is asked; who they are.

    Whoever wants a call is called by the organisation. Raises `PermissionDenied` and `ValidationError`.
    """
    current = Workshop.objects.select_for_update(of=("self",)).get(pk=workshop.pk)
    if not rules.may_invite(by, current.organisation):
        raise PermissionDenied
    if not (current.is_published and current.dates.upcoming().exists()):
        raise ValidationError(_("Publish the workshop first; it also needs a date that is still to come."))
    told = [row for row in to_be_told(current) if not messages.is_called(row)]
    for row in told:
        messages.invited(row, current)
    return told


def forget_of(booking: Booking) -> None:
    """The family wants all of it gone: what it allowed too."""
    _delete(list(booking.consents.values_list("pk", flat=True)))


def purge() -> dict[str, int]:
    """Delete what has ended, contacts in messages included; how many."""
    return {"consents": _delete(list(Consent.objects.due().values_list("pk", flat=True)))}


def erase_again(ids: list[int], *, before: datetime) -> int:
    """Delete consents that a restored database has brought back; how many."""
    return _delete(list(Consent.objects.filter(pk__in=ids, given__lt=before).values_list("pk", flat=True)))


@transaction.atomic
def _delete(ids: list[int]) -> int:
    messages.forget_invitations(ids)
    Consent.objects.filter(pk__in=ids).delete()
    note("parentwork.consent", ids)
    return len(ids)
