"""Hiding an entry from the public."""

from __future__ import annotations

from django.db import transaction

from organisations.choices import Verb
from organisations.models import Organisation
from organisations.services.listing import decide
from organisations.services.verification import end_with_the_entry
from portal.accounts.models import User


@transaction.atomic
def suspend(organisation: Organisation, *, reason: str, by: User) -> Organisation:
    """Hide the entry from the public; its people read `reason`."""
    suspended = decide(organisation, Verb.SUSPEND, reason=reason, by=by)
    end_with_the_entry(suspended, by=by)
    return suspended
