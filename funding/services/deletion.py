"""What the desk forgets by itself, and what applicants delete, which no backup is to bring back.

Submitted requests, decisions and proofs are the Offices' records.
"""

from datetime import datetime, timedelta
from typing import Any

import pgtrigger
from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from funding.choices import State
from funding.models import (
    Attachment,
    Draft,
    Expense,
    FundingRequest,
    Income,
    NarrativeDraft,
    Receipt,
    Transition,
)
from funding.services import notices
from portal.erasures.services import note

WARNED_BEFORE = timedelta(days=30)


@transaction.atomic
def erase(rows: QuerySet[Any]) -> int:
    """Delete rows of one kind, their files with them, and note it in the erasure ledger; how many."""
    gone = {row.pk: row for row in rows}
    for row in gone.values():
        if hasattr(row, "file"):
            _delete_file(row)
    note(rows.model._meta.label_lower, gone)
    rows.model._default_manager.filter(pk__in=gone).delete()
    return len(gone)


def _delete_file(row: Attachment | Receipt) -> None:
    storage, name = row.file.storage, str(row.file.name)
    transaction.on_commit(lambda: storage.delete(name), robust=True)


@transaction.atomic
def erase_expenses(rows: QuerySet[Expense]) -> int:
    """Delete expenses with their vouchers; how many."""
    erase(Receipt.objects.filter(expense__in=rows))
    return erase(rows)


def erase_papers_again(ids: list[int], *, before: datetime) -> int:
    """Delete papers that a restored database has brought back; how many."""
    return erase(Attachment.objects.filter(pk__in=ids, uploaded__lt=before))


def erase_vouchers_again(ids: list[int], *, before: datetime) -> int:
    """Delete vouchers that a restored database has brought back; how many."""
    return erase(Receipt.objects.filter(pk__in=ids, uploaded__lt=before))


def erase_expenses_again(ids: list[int], *, before: datetime) -> int:
    """Delete expenses that a restored database has brought back; how many."""
    return erase_expenses(Expense.objects.filter(pk__in=ids, created__lt=before))


def erase_incomes_again(ids: list[int], *, before: datetime) -> int:
    """Delete income that a restored database has brought back; how many."""
    return erase(Income.objects.filter(pk__in=ids, created__lt=before))


@transaction.atomic
def erase_unsent(request: FundingRequest) -> int:
    """Delete a request that no Office has seen, with all that belongs to it; 0 if it was sent meanwhile.

    Its log goes too: it has nothing in it that anybody decided.
    """
    row = FundingRequest.objects.select_for_update().filter(pk=request.pk, submission__isnull=True).first()
    if row is None:
        return 0
    erase(Attachment.objects.filter(request=row))
    with pgtrigger.ignore("funding.Transition:log_stays"):
        Transition.objects.filter(request=row).delete()
    return erase(FundingRequest.objects.filter(pk=row.pk))


def erase_unsent_again(ids: list[int], *, before: datetime) -> int:
    """Delete unsent requests that a restored database has brought back; how many."""
    rows = FundingRequest.objects.filter(pk__in=ids, created__lt=before)
    return sum(erase_unsent(row) for row in rows)


def _untouched_since(now: datetime) -> datetime:
    return now - relativedelta(months=settings.FUNDING_UNSENT_MONTHS)


def _warn_of_deletion(now: datetime) -> int:
    """Those who could go on with a draft hear of it a month before it is deleted."""
    soon = _untouched_since(now) + WARNED_BEFORE
    rows = FundingRequest.objects.never_sent(untouched_since=soon).filter(state=State.DRAFT)
    for row in rows:
        notices.tell_applicant("funding.unsent", row)
    return len(rows)


def purge() -> dict[str, int]:
    """Delete what was never sent, typing that nobody saved, and vouchers whose expense was never entered."""
    now = timezone.now()
    _warn_of_deletion(now)
    unsent = FundingRequest.objects.never_sent(untouched_since=_untouched_since(now))
    deleted = sum(erase_unsent(row) for row in unsent)
    old = {"saved__lt": now - timedelta(days=settings.FUNDING_DRAFT_DAYS)}
    forgotten = sum(typed.objects.filter(**old).delete()[0] for typed in (Draft, NarrativeDraft))
    stray = Receipt.objects.filter(expense__isnull=True, uploaded__lt=now - timedelta(days=7))
    return {
        "unsent requests deleted": deleted,
        "typed pages forgotten": forgotten,
        "stray vouchers deleted": erase(stray),
    }
