"""The entries of the directory, kept by those who know them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from funding import rules
from funding.models import Office
from portal.accounts.models import User
from portal.lib.dates import today
from portal.lib.errors import Stale


@transaction.atomic
def keep_entry(
    office: Office, said: Mapping[str, Any], *, version: datetime, is_checked: bool, by: User
) -> Office:
    """Write what the public reads of a contact point; with `is_checked` it counts as checked today.

    `version` is when the entry was last changed, as the reader saw it. Raises `PermissionDenied`, `Stale`
    where somebody was faster, and `ValidationError` by field.
    """
    locked = Office.objects.select_for_update(of=("self",)).get(pk=office.pk)
    if not rules.may_keep(by, locked):
        raise PermissionDenied
    if locked.updated != version:
        raise Stale(locked)
    for name, value in said.items():
        setattr(locked, name, value)
    if is_checked:
        locked.last_checked = today()
    locked.full_clean()
    locked.save()
    return locked
