"""The log of lists with families' names: who opened or took along which one, when."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from parentwork.models import ListOpening, WorkshopDate
from parentwork.models.openings import NameList
from portal.accounts.models import User
from portal.lib.dates import today

# Whoever reads the same list again within this time has opened it once.
SAME = timedelta(hours=1)


def note_opening(date: WorkshopDate, kind: NameList, *, by: User) -> None:
    """Somebody opens a list of names of this date; the same person within an hour is one line."""
    note_openings([date], kind, by=by)


@transaction.atomic
def note_openings(dates: Iterable[WorkshopDate], kind: NameList, *, by: User) -> None:
    """Somebody opens a list with names of several dates: a line each, as `note_opening`."""
    ids = {date.pk for date in dates}
    lines = ListOpening.objects.filter(date__in=ids, kind=kind, by=by, at__gt=timezone.now() - SAME)
    new = sorted(ids.difference(lines.values_list("date_id", flat=True)))
    until = today() + timedelta(days=settings.LIST_OPENINGS_KEPT_DAYS)
    ListOpening.objects.bulk_create(ListOpening(date_id=pk, kind=kind, by=by, delete_on=until) for pk in new)


def purge() -> dict[str, int]:
    """Delete the lines that have reached their day; how many."""
    deleted, _by_model = ListOpening.objects.due().delete()
    return {"opened lists of names": deleted}
