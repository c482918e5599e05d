"""What becomes of a closed case: taken into the records of its Office, offered to the archive, forgotten.

Doubtful: how long an Office keeps its records is its own law. The portal waits for both marks, for the day
until which the organisation keeps its vouchers, and for `FUNDING_CASES_KEPT_YEARS` after the last step
(funding.md section 4: five years after the proof was submitted).
"""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

import pgtrigger
from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from funding import reports, rules
from funding.choices import Party, State, Verb
from funding.models import (
    Amendment,
    Attachment,
    AuditAccess,
    Award,
    Check,
    Clarification,
    Consent,
    Cut,
    Decision,
    Drawdown,
    Expense,
    FundingRequest,
    HearingPaper,
    Income,
    InterimProof,
    Note,
    Point,
    ProofCheck,
    ProofOfUse,
    ProofPicture,
    Receipt,
    Recusal,
    Repayment,
    SignedPaper,
    Snapshot,
    Transition,
    VoucherFinding,
    YearlyPart,
)
from funding.services.deletion import each, erase_expenses, raise_all
from funding.services.forgotten import keep_sums
from funding.services.proofs import withdraw_reports
from funding.services.steps import locked, write_log
from funding.workflow import ANNOUNCED
from portal.accounts.models import User
from portal.documents import services as documents
from portal.erasures.services import erase
from portal.lib.dates import day_of, today
from portal.lib.storage import delete_on_commit

MARKS = {Verb.FILE: "filed", Verb.OFFER: "offered"}
# What the database lets nobody delete, as long as the case is not over and in the records.
_KEPT_BY = (
    "funding.Transition:log_stays", "funding.Note:note_stays", "funding.YearlyPart:part_stays",
    "funding.Decision:decision_stays", "funding.Snapshot:submission_stays",
    "funding.SignedPaper:signature_stays", "funding.AuditLook:look_stays",
    "funding.Repayment:repayment_stays",
)  # fmt: skip


def closed_on(request: FundingRequest) -> date | None:
    """The day on which nothing was open any more; None while something is."""
    if request.state == State.WITHDRAWN and request.submission_id is not None:
        return day_of(request.state_since)
    if request.state not in ANNOUNCED:
        return None
    award = Award.objects.filter(request=request).first()
    if award is not None:
        checking = ProofCheck.objects.filter(proof__award=award).first()
        if checking is None or checking.closed is None or _is_unsettled(checking):
            return None
        last = checking.repayments.aggregate(last=Max("day"))["last"]
        return max(day_of(checking.closed), checking.settled or date.min, last or date.min)
    return day_of(request.state_since) if request.state == State.FINAL else None  # rejected


def _is_unsettled(checking: ProofCheck) -> bool:
    """Money is owed on one of the sides, or legal remedy is under way."""
    return bool(checking.owed or checking.overpaid or checking.is_contested)


def deletable_on(request: FundingRequest) -> date | None:
    """From this day on the portal forgets the case, once both marks are set; None while it is open."""
    closed = closed_on(request)
    if closed is None:
        return None
    kept = (
        ProofCheck.objects.filter(proof__award__request=request).values_list("kept_until", flat=True).first()
    )
    return max(closed + relativedelta(years=settings.FUNDING_CASES_KEPT_YEARS), kept or date.min)


@transaction.atomic
def mark(request: FundingRequest, verb: Verb, *, by: User) -> FundingRequest:
    """Record that a closed case is in the records (`FILE`) or was offered to the archive (`OFFER`).

    A second click changes nothing. PermissionDenied, ValidationError.
    """
    row = locked(request)
    if Party.CASEWORKER not in rules.parties(by, row):
        raise PermissionDenied
    if closed_on(row) is None:
        raise ValidationError(_("The case is not closed yet."), "state")
    if getattr(row, MARKS[verb]) is None:
        setattr(row, MARKS[verb], timezone.now())
        row.save(update_fields=[MARKS[verb]])
        write_log(row, verb, source=row.state, by=by, party=Party.CASEWORKER)
    return row


def purge() -> dict[str, int]:
    """Forget the cases whose day has come, each by itself; how many. One that fails keeps no other one."""
    failed = list[Exception]()
    gone = each(list(_due()), _forget, failed)
    raise_all("not all closed cases could be forgotten", failed)
    return {"closed cases forgotten": gone}


def erase_again(ids: list[int], *, before: datetime) -> int:
    """Forget cases that a restored database has brought back; how many."""
    found = FundingRequest.objects.filter(pk__in=ids, created__lt=before, submission__isnull=False)
    failed = list[Exception]()
    gone = each(list(found.values_list("pk", flat=True)), partial(_forget, again=True), failed)
    raise_all("not all closed cases could be forgotten", failed)
    return gone


def _due() -> Iterator[int]:
    since = timezone.now() - relativedelta(years=settings.FUNDING_CASES_KEPT_YEARS)
    for row in FundingRequest.objects.in_the_records(begun_before=since).order_by("pk").iterator():
        day = deletable_on(row)
        if day is not None and day <= today():
            yield row.pk


@transaction.atomic
def _forget(pk: int, *, again: bool = False) -> int:
    """Delete a case with all that hangs on it, its files and letters among it; its sums stay."""
    rows = FundingRequest.objects.select_for_update(of=("self",)).select_related("programme", "submission")
    row = rows.filter(pk=pk).first()
    day = None if row is None else deletable_on(row)
    if row is None or (not again and (day is None or day > today() or not (row.filed and row.offered))):
        return 0
    keep_sums(row)
    with pgtrigger.ignore(*_KEPT_BY):
        _forget_award(pk)
        _forget_review(pk)
        return erase(FundingRequest.objects.filter(pk=pk))


def _forget_award(pk: int) -> None:
    proofs, awards = ProofOfUse.objects.filter(award__request=pk), Award.objects.filter(request=pk)
    for proof in proofs:
        withdraw_reports(proof)
    for checking in ProofCheck.objects.filter(proof__in=proofs):
        documents.withdraw(reports.ClosingLetter.key, {"checking": checking.pk})
    for amendment in Amendment.objects.filter(award__in=awards):
        documents.withdraw(reports.AmendmentLetter.key, {"amendment": amendment.pk})
    AuditAccess.objects.filter(award__in=awards).delete()
    for interim in InterimProof.objects.filter(award__in=awards):
        documents.withdraw(reports.InterimReport.key, {"interim": interim.pk})
    InterimProof.objects.filter(award__in=awards).delete()
    VoucherFinding.objects.filter(checking__proof__in=proofs).delete()
    Repayment.objects.filter(checking__proof__in=proofs).delete()
    ProofCheck.objects.filter(proof__in=proofs).delete()
    Consent.objects.filter(proof__in=proofs).delete()
    erase(ProofPicture.objects.filter(proof__in=proofs))
    erase(Receipt.objects.filter(proof__in=proofs))
    erase_expenses(Expense.objects.filter(proof__in=proofs))
    erase(Income.objects.filter(proof__in=proofs))
    proofs.delete()
    Drawdown.objects.filter(award__in=awards).delete()
    Amendment.objects.filter(award__in=awards).delete()
    awards.delete()


def _forget_review(pk: int) -> None:
    decisions, checks = Decision.objects.filter(request=pk), Check.objects.filter(request=pk)
    for decision in decisions:
        documents.withdraw(reports.DecisionLetter.key, {"decision": decision.pk})
    YearlyPart.objects.filter(decision__in=decisions).delete()
    decisions.delete()
    Cut.objects.filter(found_in__in=checks).delete()
    Point.objects.filter(found_in__in=checks).delete()
    checks.delete()
    snapshots, signed = Snapshot.objects.filter(request=pk), SignedPaper.objects.filter(request=pk)
    for snapshot in snapshots:
        documents.withdraw(reports.RequestPaperPdf.key, {"submission": snapshot.pk})
    for paper in signed.exclude(file=""):
        delete_on_commit(paper.file)
    signed.delete()
    heard = HearingPaper.objects.filter(hearing__request=pk)
    for sent in heard:
        delete_on_commit(sent.file)
    heard.delete()
    # The request itself points at the last one until it goes, too: the database looks at the end.
    snapshots._raw_delete(snapshots.db)
    for rows in (Clarification, Note, Recusal, Transition):
        rows.objects.filter(request=pk).delete()
    erase(Attachment.objects.filter(request=pk))
