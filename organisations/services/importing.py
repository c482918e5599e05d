"""Taking over entries of public lists."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from organisations.choices import Actor, ListingState, Verb
from organisations.models import Organisation
from organisations.rules import may_moderate
from organisations.services.listing import log
from organisations.services.profile import create, update_profile
from portal.accounts.models import User


class Outcome(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    KEPT = "kept"  # its own people look after it, so the list no longer changes it


@transaction.atomic
def take_over(
    source: str, key: str, data: dict[str, Any], *, postal_code_as_written: str = "", by: User | None
) -> tuple[Organisation, Outcome]:
    """Bring the entry `key` of the list `source` to the state of `data`; new ones are unclaimed.

    Raises `ValidationError` by field.
    """
    if by is not None and not may_moderate(by):
        raise PermissionDenied
    found = Organisation.objects.select_for_update().filter(source=source, source_key=key).first()
    if found is None:
        found = create(data, by=by, source=(source, key))
        capacity = Actor.PORTAL if by else Actor.PROGRAM
        log(found, Verb.IMPORT, ListingState.UNCLAIMED, by=by, capacity=capacity, reason=source)
        outcome = Outcome.NEW
    elif not found.is_unclaimed or found.memberships.exists():
        return found, Outcome.KEPT
    elif all(getattr(found, field) == value for field, value in data.items()):
        outcome = Outcome.SAME
    else:
        found = update_profile(found, data, version=found.version, by=by)
        outcome = Outcome.CHANGED
    if found.postal_code_as_written != postal_code_as_written:
        found.postal_code_as_written = postal_code_as_written
        found.save(update_fields=["postal_code_as_written"])
    return found, outcome
