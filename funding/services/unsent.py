"""Requests that no Office has seen: their people are warned, then all of it is deleted."""

from datetime import datetime, timedelta

import pgtrigger
from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from funding.choices import State
from funding.models import Attachment, FundingRequest, Transition
from funding.services import notices
from funding.services.deletion import erase

WARNED_BEFORE = timedelta(days=30)


def purge() -> dict[str, int]:
    """Delete what nobody has touched for long enough; those who could go on hear of it a month before."""
    last = timezone.now() - relativedelta(months=settings.FUNDING_UNSENT_MONTHS)
    due = FundingRequest.objects.never_sent(untouched_since=last)
    soon = FundingRequest.objects.never_sent(untouched_since=last + WARNED_BEFORE)
    warned = _warn(soon.filter(state=State.DRAFT).exclude(pk__in=due.values("pk")))
    deleted = _erase_each(due)
    return {"unsent requests to be deleted soon": warned, "unsent requests deleted": deleted}


def erase_again(ids: list[int], *, before: datetime) -> int:
    """Delete unsent requests that a restored database has brought back; how many."""
    rows = FundingRequest.objects.filter(pk__in=ids, created__lt=before, submission__isnull=True)
    return _erase_each(rows)


def _warn(rows: QuerySet[FundingRequest]) -> int:
    for row in rows:
        notices.tell_applicant("funding.unsent", row, version=str(row.deleted_on))
    return len(rows)


def _erase_each(rows: QuerySet[FundingRequest]) -> int:
    """Each in a transaction of its own; an ExceptionGroup of what failed, after all others are gone."""
    gone, failed = 0, []
    for pk in list(rows.values_list("pk", flat=True)):
        try:
            gone += _erase(rows, pk)
        except Exception as error:
            failed.append(error)
    if failed:
        raise ExceptionGroup("not all requests could be deleted", failed)
    return gone


@transaction.atomic
def _erase(rows: QuerySet[FundingRequest], pk: int) -> int:
    """Delete one of `rows`, unless somebody went on with it or sent it before it was locked.

    Its log goes too: nothing was decided of what no Office has seen.
    """
    FundingRequest.objects.select_for_update().get(pk=pk)
    if not rows.filter(pk=pk).exists():
        return 0
    erase(Attachment.objects.filter(request=pk))
    with pgtrigger.ignore("funding.Transition:log_stays"):
        Transition.objects.filter(request=pk).delete()
    return erase(FundingRequest.objects.filter(pk=pk))
