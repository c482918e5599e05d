"""Noting what was deleted, and deleting it again after a backup has brought it back.

The ledger lies below `DATA_DIR` and is no part of a backup. It names rows by table and number alone.
"""

import logging
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from itertools import batched
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from portal.erasures.models import Erasure
from portal.lib import ledger
from portal.lib.dates import today

log = logging.getLogger(__name__)

IDS_A_LINE = 1000


def folder() -> Path:
    """Where the ledger lies."""
    return Path(settings.DATA_DIR) / "erasures"


def note(what: str, ids: Iterable[int]) -> None:
    """Note in the caller's transaction that it deletes these rows; the ledger says so after the commit.

    `what` is a key of `settings.ERASERS`, which names what deletes such rows again. KeyError for another.
    """
    settings.ERASERS[what]
    rows = [Erasure(what=what, ids=list(some)) for some in batched(ids, IDS_A_LINE, strict=False)]
    if rows:
        Erasure.objects.bulk_create(rows)
        transaction.on_commit(partial(write_out), robust=True)


@transaction.atomic
def write_out() -> int:
    """Move what was noted into the ledger; how many lines. What fails is tried again by the timetable.

    A crash between the disk and the commit writes a line twice, which does no harm.
    """
    rows = list(Erasure.objects.select_for_update(skip_locked=True).order_by("pk"))
    if rows:
        lines = ({"at": row.at.isoformat(), "what": row.what, "ids": row.ids} for row in rows)
        ledger.append(folder(), lines, now=timezone.now())
        Erasure.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def replay() -> dict[str, int]:
    """Delete again what the ledger names and the database holds; how many rows of each kind.

    Each eraser is called as (ids, *, before) and leaves alone what was made after that moment: a database
    that was restored gives the numbers of deleted rows to new ones.
    """
    erased: Counter[str] = Counter()
    for line in ledger.read(folder()):
        erase = import_string(settings.ERASERS[line["what"]])
        erased[line["what"]] += erase(line["ids"], before=datetime.fromisoformat(line["at"]))
    return dict(erased)


def purge() -> dict[str, int]:
    """Forget the months of which no backup is left; returns how many."""
    write_out()
    kept_from = today() - timedelta(days=settings.BACKUPS_KEPT_DAYS)
    return {"months of the erasure ledger": ledger.forget_before(folder(), kept_from)}
