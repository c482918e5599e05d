"""What the check of a proof of use comes to: proposed, signed, told in a letter, and paid back.

What burdens the organisation is signed by two officers. Before less is given than by its proof, or money is
asked back, it is heard. One officer closes a check that follows the figures of the organisation.
"""

from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from funding.choices import CheckState, OfficeRole, Party, RemedyEnd, State, Verb
from funding.models import FundingRequest, ProofCheck
from funding.reports.checking import ClosingData, ClosingLetter, Outcome, outcome_of
from funding.services import budgets, closing, decisions, notices, notification, soundness
from funding.services.checking import expect, locked_check, refuse_stale, signable, version_of, written
from funding.services.soundness import Result
from funding.services.steps import last_note, refuse_unread
from portal.accounts.models import User
from portal.documents.models import Document
from portal.documents.services import keep_or_request
from portal.lib import money
from portal.lib.dates import today
from portal.lib.freezing import frozen


@transaction.atomic
def draft(checking: ProofCheck, result: Result, *, by: User) -> ClosingData:
    """The letter as it would be with this result; nothing is kept. PermissionDenied, ValidationError."""
    row = locked_check(checking, by=by)
    expect(row, CheckState.OPEN)
    found = outcome_of(row)
    soundness.refuse_unfinished(row.proof.award.request, row)
    _take(row, result, found)
    return preview(row)


@transaction.atomic
def propose(
    checking: ProofCheck, result: Result, *, by: User, version: int, read: str | None = None
) -> ProofCheck:
    """Say what the check has come to. If that burdens nobody this closes it, else another one signs.

    `read` is the hash of the letter that the officer has read, where no other one will read it. A second
    click changes nothing. PermissionDenied, ValidationError by field, `Stale`.
    """
    row = locked_check(checking, by=by)
    if row.proposed_by_id == by.pk and row.version == version + 1 and not row.is_open:
        return row
    expect(row, CheckState.OPEN)
    refuse_stale(row, version)
    request, found = row.proof.award.request, outcome_of(row)
    soundness.refuse_unfinished(request, row)
    soundness.refuse_unsound(request, found, result)
    _close_question(request)
    _take(row, result, found)
    row.proposed, row.proposed_by = timezone.now(), by
    if not row.two_sign:
        refuse_unread(read, preview(row).sha256)
        return _close(row, found, by=by, party=Party.CASEWORKER)
    row.state = CheckState.PROPOSED
    written(row, Verb.PROPOSE_RESULT, by=by, note=f"{found.recovery:.2f} EUR" if found.recovery else "")
    roles = (OfficeRole.COUNTERSIGNER,)
    notices.tell_officers("funding.result_proposed", request, *roles, but=by, version=version_of(row))
    return row


def _take(row: ProofCheck, result: Result, found: Outcome) -> None:
    """What is said goes into the row, which is not stored yet."""
    request = row.proof.award.request
    row.note, row.unheard = result.note.strip(), result.unheard.strip()
    row.entitled, row.recovery = found.entitled, found.recovery
    row.pay_back_by = result.pay_back_by if found.recovery else None
    row.interest = result.interest if found.recovery else Decimal(0)
    row.interest_why = result.interest_why.strip() if found.recovery else ""
    row.two_sign = closing.needs_two(request, found)
    row.effect, row.rests_on = "", ""
    if found.burdens and found.entitled < found.awarded:
        row.effect, row.rests_on = result.effect or "", result.rests_on.strip()


def _close_question(request: FundingRequest) -> None:
    """A question whose day has passed needs no answer any more."""
    question = request.clarifications.about_proofs().open().first()
    if question is not None:
        question.closed = timezone.now()
        question.save(update_fields=["closed"])


@transaction.atomic
def send_back(checking: ProofCheck, note: str, *, by: User, version: int) -> ProofCheck:
    """The second officer wants another result and says which. PermissionDenied, ValidationError, `Stale`."""
    row = signable(checking, by=by)
    expect(row, CheckState.PROPOSED)
    refuse_stale(row, version)
    if not note.strip():
        raise ValidationError({"note": _("Say what is to be changed.")})
    _unpropose(row)
    written(row, Verb.RETURN_RESULT, by=by, party=Party.COUNTERSIGNER, note=note.strip())
    notices.tell_caseworker("funding.result_returned", row.proof.award.request, version=version_of(row))
    return row


@transaction.atomic
def take_back(checking: ProofCheck, *, by: User, version: int) -> ProofCheck:
    """Whoever proposed the result takes it back before it is signed. A second click changes nothing.

    PermissionDenied, ValidationError, `Stale`.
    """
    row = locked_check(checking, by=by)
    if row.is_open and row.version == version + 1:
        return row
    expect(row, CheckState.PROPOSED)
    refuse_stale(row, version)
    if row.proposed_by_id != by.pk:
        raise PermissionDenied
    _unpropose(row)
    return written(row, Verb.UNDO_RESULT, by=by)


def _unpropose(row: ProofCheck) -> None:
    row.state, row.entitled, row.recovery, row.pay_back_by = CheckState.OPEN, None, None, None
    row.two_sign, row.interest, row.interest_why = False, Decimal(0), ""
    row.proposed = row.proposed_by = None


def wanted_otherwise(checking: ProofCheck) -> str:
    """What the second officer said when the result was last sent back; empty once one is proposed anew."""
    lines = checking.proof.award.request.transitions.order_by("at", "pk")
    return last_note(lines, Verb.RETURN_RESULT, over_by=(Verb.PROPOSE_RESULT,))


@transaction.atomic
def countersign(checking: ProofCheck, *, by: User, version: int, read: str | None = None) -> ProofCheck:
    """Decide as proposed; a second click changes nothing.

    `read` is the hash of the letter that the officer has read; if it says something else by now, nobody
    has signed it. PermissionDenied, ValidationError, `Stale`.
    """
    row = signable(checking, by=by)
    if row.is_closed and row.version == version + 1:
        return row
    expect(row, CheckState.PROPOSED)
    refuse_stale(row, version)
    found = outcome_of(row)
    if (found.recovery, found.entitled) != (row.recovery, row.entitled):
        raise ValidationError(
            _("What was paid out has changed since the proposal. Send it back to be worked out anew."),
            "changed",
        )
    if row.pay_back_by is not None and row.pay_back_by <= today():
        raise ValidationError(
            _("The day until which the money is to come back has passed. Send it back for a new one."), "late"
        )
    refuse_unread(read, preview(row).sha256)
    return _close(row, found, by=by, party=Party.COUNTERSIGNER)


def _close(row: ProofCheck, found: Outcome, *, by: User, party: Party) -> ProofCheck:
    proof, award = row.proof, row.proof.award
    row.state, row.closed, row.closed_by = CheckState.CLOSED, timezone.now(), by
    row.kept_until = closing.kept_until(row)
    if found.burdens:
        notification.offer(row, award.request)
    with translation.override("de"):  # the language of the letter, whoever closes
        row.frozen, row.sha256 = frozen(closing.content(row, found))
    written(row, Verb.CLOSE_PROOF, by=by, party=party)
    proof.checked, proof.checked_by, proof.check_note = row.closed, by, row.note
    proof.save(update_fields=["checked", "checked_by", "check_note"])
    award.request.clarifications.awaited().update(closed=row.closed)
    budgets.release_unneeded(row)
    letter(row, by=by)
    notices.tell_applicant("funding.proof_checked", award.request, version=version_of(row))
    return row


def preview(row: ProofCheck) -> ClosingData:
    """The letter as it stands: frozen once the check is closed, else as signed today."""
    if row.frozen is not None:
        return ClosingData(row.frozen, row.sha256)
    with translation.override("de"):  # the language of the letter, whoever reads it
        return ClosingData(*frozen(closing.content(row, outcome_of(row))))


def letter(row: ProofCheck, *, by: User | None) -> Document:
    """The closing letter. Whether `by` may read it is asked before."""
    return keep_or_request(ClosingLetter.key, {"checking": row.pk}, language="de", by=by)


# What was decided on legal remedy can be contested in its turn.
_DECIDED = (RemedyEnd.UPHELD, RemedyEnd.REMEDIED, RemedyEnd.RAISED)


def contestable_until(row: ProofCheck) -> date | None:
    """The last day for legal remedy against the result; None before its letter counts as made known.

    Once an objection was decided on, it is counted from that; None after a judgment, where the court says
    what is possible against it.
    """
    if row.is_judged:
        return None
    decided = row.settled if row.remedy_end in _DECIDED else None
    known = decided or row.known
    return known and decisions.last_day_for_remedy(row.proof.award.request, known)


def asked_of_applicant(request: FundingRequest) -> str:
    """What the check of its proof asks of the organisation now, in words; "" for nothing."""
    if until := getattr(request, "asked_until", None):
        day = date_format(until, "SHORT_DATE_FORMAT")
        return _("It is your turn: answer until %(day)s.") % {"day": day}
    check = getattr(getattr(getattr(request, "award", None), "proof", None), "checking", None)
    return "" if check is None else open_for_applicant(check)


def open_for_applicant(row: ProofCheck) -> str:
    """What is open once the check is closed, in words for the organisation; "" for nothing."""
    if row.overpaid:
        said = {"sum": money.euros(row.overpaid)}
        return _("It is the Office's turn: it gives %(sum)s back to you.") % said
    if row.is_contested and row.still_due and row.proof.award.request.state == State.FINAL:
        return _("You have contested the result of the check. What it gives you can be called up meanwhile.")
    if row.is_suspended or (row.is_contested and not row.owed):
        return _("You have contested the result of the check. You need do nothing until that is over.")
    if row.owed and row.due_by:
        said = {"sum": money.euros(row.owed), "day": date_format(row.due_by, "SHORT_DATE_FORMAT")}
        return _("It is your turn: pay back %(sum)s until %(day)s.") % said
    return ""


@transaction.atomic
def record_posting(checking: ProofCheck, posted: date, *, by: User, version: int) -> ProofCheck:
    """Record that the closing letter left the Office by post on that day: the time for legal remedy begins.

    PermissionDenied, ValidationError by field, `Stale`.
    """
    row = locked_check(checking, by=by)
    expect(row, CheckState.CLOSED)
    if row.version == version + 1 and row.posted == posted:
        return row
    refuse_stale(row, version)
    notification.post(row, row.proof.award.request, posted, signed=row.closed)
    return written(row, Verb.POST_RESULT, by=by, note=posted.isoformat())
