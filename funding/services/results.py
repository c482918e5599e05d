"""What the check of a proof of use comes to: proposed, signed, told in a letter, and paid back.

Money is asked back by two officers, and only after the organisation was heard on the sum.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from funding.choices import CheckState, OfficeRole, Party, Verb, Verdict
from funding.models import FundingRequest, ProofCheck
from funding.reports.checking import ClosingLetter, Outcome, lines_of, outcome_of
from funding.services import budgets, hearings, letters, notices
from funding.services.checking import expect, locked_check, refuse_stale, signable, version_of, written
from portal.accounts.models import User
from portal.documents.models import Document
from portal.documents.services import keep_or_request
from portal.lib import money
from portal.lib.dates import day_of, today
from portal.lib.freezing import frozen


@dataclass(frozen=True)
class Result:
    """What the caseworker says at the end; the sums follow from the lines."""

    note: str = ""
    pay_back_by: date | None = None
    unheard: str = ""


@transaction.atomic
def propose(checking: ProofCheck, result: Result, *, by: User, version: int) -> ProofCheck:
    """Say what the check has come to. If no money is asked back this closes it, else another one signs.

    A second click changes nothing. PermissionDenied, ValidationError by field, `Stale`.
    """
    row = locked_check(checking, by=by)
    if row.proposed_by_id == by.pk and row.version == version + 1 and not row.is_open:
        return row
    expect(row, CheckState.OPEN)
    refuse_stale(row, version)
    request, found = row.proof.award.request, outcome_of(row)
    _refuse_unfinished(request, row)
    if found.recovery:
        if result.pay_back_by is None or result.pay_back_by <= today():
            raise ValidationError({"pay_back_by": _("Choose a day in the future.")})
        hearings.refuse_unheard(request, found.recovery, unheard=result.unheard)
    row.note, row.unheard = result.note.strip(), result.unheard.strip()
    row.entitled, row.recovery = found.entitled, found.recovery
    row.pay_back_by = result.pay_back_by if found.recovery else None
    row.proposed, row.proposed_by = timezone.now(), by
    if not found.recovery:
        return _close(row, found, by=by, party=Party.CASEWORKER)
    row.state = CheckState.PROPOSED
    written(row, Verb.PROPOSE_RESULT, by=by, note=f"{found.recovery:.2f} EUR")
    roles = (OfficeRole.COUNTERSIGNER,)
    notices.tell_officers("funding.result_proposed", request, *roles, but=by, version=version_of(row))
    return row


def _refuse_unfinished(request: FundingRequest, row: ProofCheck) -> None:
    question = request.clarifications.about_proofs().open().first()
    if question is not None:
        if not question.is_over:
            day = date_format(question.deadline, "DATE_FORMAT")
            text = _("A question is open: the organisation can answer until %(day)s.")
            raise ValidationError(text % {"day": day}, "running")
        question.closed = timezone.now()
        question.save(update_fields=["closed"])
    if row.proof.award.drawdowns.open().exists():
        raise ValidationError(_("A call for money is under way. Decide on it and pay it first."), "running")
    unseen = set(row.sample) - set(row.findings.values_list("number", flat=True))
    if unseen:
        numbers = ", ".join(str(number) for number in sorted(unseen)[:10])
        raise ValidationError(
            _("Lines that were drawn have no result yet: %(numbers)s.") % {"numbers": numbers}, "sample"
        )


@transaction.atomic
def send_back(checking: ProofCheck, *, by: User, version: int) -> ProofCheck:
    """The second officer wants another result. PermissionDenied, ValidationError, `Stale`."""
    row = signable(checking, by=by)
    expect(row, CheckState.PROPOSED)
    refuse_stale(row, version)
    row.state, row.entitled, row.recovery, row.pay_back_by = CheckState.OPEN, None, None, None
    row.proposed = row.proposed_by = None
    written(row, Verb.RETURN_RESULT, by=by, party=Party.COUNTERSIGNER)
    notices.tell_caseworker("funding.result_returned", row.proof.award.request, version=version_of(row))
    return row


@transaction.atomic
def countersign(checking: ProofCheck, *, by: User, version: int) -> ProofCheck:
    """Ask the money back as proposed; a second click changes nothing.

    PermissionDenied, ValidationError, `Stale`.
    """
    row = signable(checking, by=by)
    if row.is_closed and row.version == version + 1:
        return row
    expect(row, CheckState.PROPOSED)
    refuse_stale(row, version)
    found = outcome_of(row)
    if found.recovery != row.recovery:
        raise ValidationError(
            _("What was paid out has changed since the proposal. Send it back to be worked out anew."),
            "changed",
        )
    return _close(row, found, by=by, party=Party.COUNTERSIGNER)


def _close(row: ProofCheck, found: Outcome, *, by: User, party: Party) -> ProofCheck:
    proof, award = row.proof, row.proof.award
    row.state, row.closed, row.closed_by = CheckState.CLOSED, timezone.now(), by
    if award.retention_years is not None:  # from the submission on: BayVV_2176_I_15397 Nr. 20
        row.kept_until = proof.sent_on + relativedelta(years=award.retention_years)
    with translation.override("de"):  # the language of the letter, whoever closes
        row.frozen, row.sha256 = frozen(content(row, found))
    written(row, Verb.CLOSE_PROOF, by=by, party=party)
    proof.checked, proof.checked_by, proof.check_note = row.closed, by, row.note
    proof.save(update_fields=["checked", "checked_by", "check_note"])
    budgets.release(award.decision, found.freed)
    letter(row, by=by)
    notices.tell_applicant("funding.proof_checked", award.request, version=version_of(row))
    return row


def content(row: ProofCheck, found: Outcome) -> dict[str, Any]:
    """All that the closing letter says."""
    award, request = row.proof.award, row.proof.award.request
    findings = [
        {
            "number": line.number, "voucher": line.data.get("voucher", ""),
            "what": line.data["reason"] or line.label,
            "claimed": line.claimed, "accepted": line.accepted, "reason": line.finding.reason,
        }
        for line in lines_of(row)
        if line.finding is not None and line.finding.verdict != Verdict.ACCEPTED
    ]  # fmt: skip
    return {
        "office": letters.sender(request.office),
        "organisation": award.decision.submission.data["organisation"],
        "title": award.decision.submission.data["project"]["title"],
        "file_number": request.file_number,
        "signed": today(),
        "submitted": row.proof.sent_on,
        "decision": award.decision.announced and day_of(award.decision.announced),
        "claimed": found.claimed, "accepted": found.accepted, "awarded": found.awarded,
        "entitled": found.entitled, "drawn": found.drawn, "recovery": found.recovery, "open": found.open,
        "pay_back_by": row.pay_back_by,
        "findings": findings,
        "looked_at": len(row.sample),
        "lines": len(lines_of(row)),
        "note": row.note,
        "kept_until": row.kept_until,
        "two_people": bool(found.recovery),
        "remedy": request.programme.remedy or request.office.remedy,
    }  # fmt: skip


def letter(row: ProofCheck, *, by: User | None) -> Document:
    """The closing letter. Whether `by` may read it is asked before."""
    return keep_or_request(ClosingLetter.key, {"checking": row.pk}, language="de", by=by)


@transaction.atomic
def record_return(checking: ProofCheck, amount: Decimal, day: date, *, by: User, version: int) -> ProofCheck:
    """Record what was paid back, in EUR. PermissionDenied, ValidationError by field, `Stale`."""
    row = locked_check(checking, by=by)
    expect(row, CheckState.CLOSED)
    if row.version == version + 1 and row.paid_back_on == day and row.paid_back >= amount:
        return row
    refuse_stale(row, version)
    errors = {}
    if not 0 < amount <= row.owed:
        errors["amount"] = _("Still owed: %(owed)s.") % {"owed": money.euros(row.owed)}
    if not row.proof.sent_on <= day <= today():
        errors["day"] = _("Choose a day between the submission of the proof and today.")
    if errors:
        raise ValidationError(errors)
    row.paid_back, row.paid_back_on = row.paid_back + amount, day
    return written(row, Verb.PAID_BACK, by=by, note=f"{amount:.2f} EUR · {day.isoformat()}")
