"""Requests that no Office has seen: their people are warned, then all of it is deleted."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

import pgtrigger
from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from funding.choices import State
from funding.models import Attachment, FundingRequest, Transition
from funding.models.requests import UNSENT_WARNING
from funding.services import drafts, notices, records
from funding.services.deletion import each, raise_all
from portal.accounts.models import User
from portal.erasures.services import erase


def purge() -> dict[str, int]:
    """Delete what nobody has touched for long enough, a month after those who could go on heard of it."""
    now, failed = timezone.now(), list[Exception]()
    last = now - relativedelta(months=settings.FUNDING_UNSENT_MONTHS)
    soon = FundingRequest.objects.never_sent(untouched_since=last + UNSENT_WARNING).unwarned()
    due = FundingRequest.objects.never_sent(untouched_since=last).warned_or_withdrawn(now - UNSENT_WARNING)
    warned = _each(soon, _warn, failed)
    deleted = _each(due, _erase, failed)
    raise_all(_NOT_ALL, failed)
    return {"unsent requests to be deleted soon": warned, "unsent requests deleted": deleted}


@transaction.atomic
def delete_draft(request: FundingRequest, *, by: User, version: int) -> int:
    """Delete a draft that no Office has seen, with its papers and its log; how many. Twice is once.

    PermissionDenied, ValidationError, `Stale`.
    """
    try:
        row = drafts.editable(request, by=by, version=version)
    except FundingRequest.DoesNotExist:
        return 0
    return _erase(FundingRequest.objects.filter(state=State.DRAFT, submission__isnull=True), row.pk)


def erase_again(ids: list[int], *, before: datetime) -> int:
    """Delete requests that a restored database has brought back, sent or not; how many."""
    rows = FundingRequest.objects.filter(pk__in=ids, created__lt=before, submission__isnull=True)
    failed = list[Exception]()
    gone = _each(rows, _erase, failed)
    raise_all(_NOT_ALL, failed)
    return gone + records.erase_again(ids, before=before)


type Rows = QuerySet[FundingRequest]
_NOT_ALL = "not all unsent requests could be dealt with"


def _each(rows: Rows, act: Callable[[Rows, int], int], failed: list[Exception]) -> int:
    return each(list(rows.values_list("pk", flat=True)), partial(act, rows), failed)


@transaction.atomic
def _warn(rows: Rows, pk: int) -> int:
    """Tell those who could go on with one of `rows`, unless somebody has by now, and note when."""
    FundingRequest.objects.select_for_update().get(pk=pk)
    row = rows.filter(pk=pk).first()
    if row is None:
        return 0
    touched = row.touched  # type: ignore[attr-defined]  # annotated
    row.warned = timezone.now()
    FundingRequest.objects.filter(pk=pk).update(warned=row.warned)
    notices.tell_applicant("funding.unsent", row, version=str(row.deleted_after(touched)))
    return 1


@transaction.atomic
def _erase(rows: Rows, pk: int) -> int:
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
