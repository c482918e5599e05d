"""Deleting rows with their files, so that no backup brings them back."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from portal.erasures.services.ledger import note
from portal.lib.storage import delete_on_commit


@transaction.atomic
def erase(rows: QuerySet[Any]) -> int:
    """Delete rows of one kind, their files with them, and note it in the ledger; how many."""
    gone = {row.pk: row for row in rows}
    for row in gone.values():
        if getattr(row, "file", None):  # one may have been taken away before
            delete_on_commit(row.file)
    note(rows.model._meta.label_lower, gone)
    rows.model._default_manager.filter(pk__in=gone).delete()
    return len(gone)
