"""Who signs for an organisation by its statutes, and for how long."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from funding import rules
from funding.models import Signatory
from organisations.models import Organisation
from portal.accounts.models import User
from portal.erasures.services import erase


@transaction.atomic
def keep(
    organisation: Organisation, values: Mapping[str, Any], *, by: User, signatory: Signatory | None = None
) -> Signatory:
    """Add somebody, or change what is known of `signatory`. PermissionDenied, ValidationError by field."""
    if not rules.may_request(by, organisation):
        raise PermissionDenied
    if signatory is None:
        row = Signatory(organisation=organisation, added_by=by)
    else:
        row = Signatory.objects.select_for_update().get(pk=signatory.pk, organisation=organisation)
    for name in ("name", "function", "since", "until"):
        setattr(row, name, values[name])
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def delete(signatory: Signatory, *, by: User) -> None:
    """Delete somebody from the list; what was signed keeps the name."""
    if not rules.may_request(by, signatory.organisation):
        raise PermissionDenied
    erase(Signatory.objects.filter(pk=signatory.pk))
