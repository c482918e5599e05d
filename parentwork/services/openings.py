"""The log of lists with families' names: who opened or took along which one, when."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from organisations.models import Organisation
from parentwork.models import ListOpening, WorkshopDate
from parentwork.models.openings import NameList
from portal.accounts.models import User
from portal.lib.dates import today

# Whoever reads the same list again within this time has opened it once.
SAME = timedelta(hours=1)


def note_opening(date: WorkshopDate, kind: NameList, *, by: User) -> None:
    """Somebody opens a list of names of this date; the same person within an hour is one line."""
    note_openings([date], kind, of=date.workshop.organisation, by=by)


@transaction.atomic
def note_openings(
    dates: Iterable[WorkshopDate | None], kind: NameList, *, of: Organisation, by: User
) -> None:
    """Somebody opens a list with names of several dates of an organisation: a line each, as `note_opening`.

    None among the dates is what stands there of no date, which is one line.
    """
    ids = {date.pk if date else None for date in dates}
    if not ids:
        return
    same = ListOpening.objects.filter(organisation=of, kind=kind, by=by, at__gt=timezone.now() - SAME)
    new = ids.difference(same.values_list("date_id", flat=True))
    until = today() + timedelta(days=settings.LIST_OPENINGS_KEPT_DAYS)
    ListOpening.objects.bulk_create(
        ListOpening(organisation=of, date_id=pk, kind=kind, by=by, delete_on=until)
        for pk in sorted(new, key=lambda pk: pk or 0)
    )


def purge() -> dict[str, int]:
    """Delete the lines that have reached their day; how many."""
    deleted, _by_model = ListOpening.objects.due().delete()
    return {"opened lists of names": deleted}
