"""What the desk forgets by itself, and what applicants delete, which no backup is to bring back.

Submitted requests, decisions and proofs are the Offices' records.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from funding.models import (
    Attachment,
    BankAccount,
    Draft,
    Expense,
    ExpenseList,
    GrantList,
    Income,
    KeptPaper,
    NarrativeDraft,
    Receipt,
    Signatory,
    UploadedGrants,
)
from funding.services.likeness import parts_of
from portal.erasures.services import erase
from portal.lib.dates import today

# So long after the end of a term of office it is still told that it has ended.
SIGNATORY_KEPT = timedelta(days=2 * 365)


def each(ids: Iterable[int], act: Callable[[int], int], failed: list[Exception]) -> int:
    """Do `act` to each, which says to how many it was done. What fails is in `failed` and stops no other."""
    done = 0
    for pk in ids:
        try:
            done += act(pk)
        except Exception as error:
            failed.append(error)
    return done


def raise_all(words: str, failed: list[Exception]) -> None:
    """Tell of all that failed, if something did."""
    if failed:
        raise ExceptionGroup(words, failed)


@transaction.atomic
def erase_expenses(rows: QuerySet[Expense]) -> int:
    """Delete expenses with their vouchers; how many.

    The hours that they pay for stay paid where another award still counts a part of the payment.
    """
    for row in rows.filter(payment__isnull=False, paid_hours__isnull=False).distinct():
        if (other := parts_of(row).exclude(pk__in=rows).order_by("pk").first()) is not None:
            row.paid_hours.update(expense=other)
    erase(Receipt.objects.filter(expense__in=rows))
    return erase(rows)


def erase_papers_again(ids: list[int], *, before: datetime) -> int:
    """Delete papers that a restored database has brought back; how many."""
    return erase(Attachment.objects.filter(pk__in=ids, uploaded__lt=before))


def erase_kept_papers_again(ids: list[int], *, before: datetime) -> int:
    """Delete papers of organisations that a restored database has brought back; how many."""
    return erase(KeptPaper.objects.filter(pk__in=ids, uploaded__lt=before))


def erase_accounts_again(ids: list[int], *, before: datetime) -> int:
    """Delete bank accounts that a restored database has brought back; how many."""
    return erase(BankAccount.objects.filter(pk__in=ids, saved__lt=before))


def erase_signatories_again(ids: list[int], *, before: datetime) -> int:
    """Delete who signed for an organisation where a restored database has brought that back; how many."""
    return erase(Signatory.objects.filter(pk__in=ids, added__lt=before))


def erase_vouchers_again(ids: list[int], *, before: datetime) -> int:
    """Delete vouchers that a restored database has brought back; how many."""
    return erase(Receipt.objects.filter(pk__in=ids, uploaded__lt=before))


def erase_expenses_again(ids: list[int], *, before: datetime) -> int:
    """Delete expenses that a restored database has brought back; how many."""
    return erase_expenses(Expense.objects.filter(pk__in=ids, created__lt=before))


def erase_incomes_again(ids: list[int], *, before: datetime) -> int:
    """Delete income that a restored database has brought back; how many."""
    return erase(Income.objects.filter(pk__in=ids, created__lt=before))


def purge() -> dict[str, int]:
    """Forget typing that nobody saved, lists and terms that are over, papers of forms never finished."""
    now = timezone.now()
    old = {"saved__lt": now - timedelta(days=settings.FUNDING_DRAFT_DAYS)}
    forgotten = sum(typed.objects.filter(**old).delete()[0] for typed in (Draft, NarrativeDraft))
    lists, _by_kind = ExpenseList.objects.filter(ends__lte=now).delete()
    over = now - timedelta(days=365 * settings.FUNDING_PAST_GRANTS_YEARS)
    _grants, gone = GrantList.objects.not_brought_since(over).delete()
    uploads, _uploads = UploadedGrants.objects.expired(now).delete()
    former = Signatory.objects.filter(until__lt=today() - SIGNATORY_KEPT)
    stray = Receipt.objects.stray().filter(uploaded__lt=now - timedelta(days=7))
    return {
        "typed pages forgotten": forgotten,
        "uploaded lists of expenses deleted": lists,
        "lists of earlier grants deleted": gone.get("funding.GrantList", 0),
        "uploaded lists of earlier grants deleted": uploads,
        "stray vouchers deleted": erase(stray),
        "former signatories deleted": erase(former),
    }
