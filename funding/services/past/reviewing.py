"""An officer says which organisation a recipient of earlier grants is."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.choices import Ground
from funding.models import PossibleMatch, Recipient
from funding.rules import may_match_grants
from organisations.models import Organisation
from portal.accounts.models import User


@transaction.atomic
def accept(recipient: Recipient, organisation: Organisation, *, by: User) -> Recipient:
    """`recipient` is this organisation. A second click changes nothing.

    Raises `PermissionDenied`, and `ValidationError` for an organisation that was not proposed, or when a
    colleague was faster.
    """
    row = _locked(recipient, by)
    if row.organisation_id == organisation.pk:
        return row
    _refuse_decided(row)
    if not row.possible.unanswered().filter(organisation=organisation).exists():
        raise ValidationError(_("Please choose one of the answers offered here."), code="not_proposed")
    row.organisation, row.decided_by, row.decided = organisation, by, timezone.now()
    row.save(update_fields=["organisation", "decided_by", "decided"])
    return row


@transaction.atomic
def refuse(recipient: Recipient, *, by: User) -> None:
    """`recipient` is none of the organisations proposed so far; they are not proposed again.

    Raises `PermissionDenied`, and `ValidationError` when a colleague was faster.
    """
    row = _locked(recipient, by)
    _refuse_decided(row)
    row.possible.filter(refused=None).update(refused=timezone.now(), refused_by=by)


@transaction.atomic
def take_back(recipient: Recipient, organisation: Organisation, *, by: User) -> None:
    """`recipient` is not this organisation after all, and is not taken for it again. A second click: nothing.

    Raises `PermissionDenied`.
    """
    row = _locked(recipient, by)
    if row.organisation_id != organisation.pk:
        return
    now = timezone.now()
    proposed = row.possible.filter(organisation=organisation)
    if not proposed.update(refused=now, refused_by=by):
        PossibleMatch.objects.create(
            recipient=row, organisation=organisation, ground=Ground.NUMBER, refused=now, refused_by=by
        )
    row.organisation, row.decided_by, row.decided = None, None, None
    row.save(update_fields=["organisation", "decided_by", "decided"])


def _locked(recipient: Recipient, by: User) -> Recipient:
    row = (
        Recipient.objects.select_for_update(of=("self",)).select_related("list__office").get(pk=recipient.pk)
    )
    if not may_match_grants(by, row.list.office):
        raise PermissionDenied
    return row


def _refuse_decided(row: Recipient) -> None:
    if row.organisation_id is not None:
        raise ValidationError(_("Somebody has answered this already."), code="decided")
