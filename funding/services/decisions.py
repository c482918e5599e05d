"""Proposal, countersignature and announcement of a decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from funding import finance, reports
from funding.choices import CheckKind, Financing, OfficeRole, Outcome, State, Verb
from funding.models import Award, Decision, FundingRequest, Snapshot
from funding.services import notices
from funding.services.snapshots import frozen
from funding.services.steps import take
from portal.accounts.models import User
from portal.documents.models import Document
from portal.documents.services import request_document
from portal.lib import money
from portal.lib.languages import best_words

_STATE = {
    Outcome.APPROVED: State.APPROVED,
    Outcome.PARTLY: State.PARTLY,
    Outcome.REJECTED: State.REJECTED,
}


@dataclass(frozen=True)
class Proposal:
    """What a caseworker proposes; amounts in EUR, `costs` the eligible costs by category."""

    amount: Decimal
    costs: Mapping[str, Decimal]
    start: date
    end: date
    reasons: str = ""
    conditions: str = ""
    note: str = ""

    @property
    def eligible(self) -> Decimal:
        return sum(self.costs.values(), finance.ZERO)


@transaction.atomic
def propose(request: FundingRequest, proposal: Proposal, *, by: User, version: int) -> FundingRequest:
    """Propose a decision on the present submission, to be countersigned by somebody else."""
    step = take(request, Verb.PROPOSE, by=by, version=version)
    if step is None:
        return request
    row = step.request
    submission = _submission(row)
    outcome = _outcome(proposal, submission)
    _refuse_unchecked(row, outcome)
    _refuse_unsound(proposal, submission, outcome)
    Decision.objects.create(
        request=row,
        submission=submission,
        outcome=outcome,
        financing=submission.data["programme"]["financing"],
        plan=_awarded_plan(proposal, submission),
        eligible=proposal.eligible,
        amount=proposal.amount,
        period_start=proposal.start,
        period_end=proposal.end,
        reasons=proposal.reasons.strip(),
        conditions=proposal.conditions.strip(),
        note=proposal.note.strip(),
        proposed_by=by,
    )
    step.write(State.PROPOSED, note=str(outcome))
    notices.tell_officers("funding.proposed", row, OfficeRole.COUNTERSIGNER, but=by)
    return row


def _submission(request: FundingRequest) -> Snapshot:
    if request.submission is None:
        raise ValidationError(_("Nothing has been submitted."), "state")
    return request.submission


def _outcome(proposal: Proposal, submission: Snapshot) -> Outcome:
    if proposal.amount == 0:
        return Outcome.REJECTED
    return Outcome.APPROVED if proposal.amount >= submission.requested else Outcome.PARTLY


def _refuse_unchecked(request: FundingRequest, outcome: Outcome) -> None:
    done = set(request.checks.filter(submission=request.submission).values_list("kind", flat=True))
    needed = {CheckKind.CONTENT} if outcome == Outcome.REJECTED else set(CheckKind)
    if not needed <= done:
        raise ValidationError(_("Both checks of this submission must be recorded first."), "unchecked")


def _refuse_unsound(proposal: Proposal, submission: Snapshot, outcome: Outcome) -> None:
    errors: dict[str, str] = {}
    if not 0 <= proposal.amount <= submission.requested:
        errors["amount"] = _("The amount cannot exceed what was asked for: %(sum)s.") % {
            "sum": money.euros(submission.requested)
        }
    elif proposal.amount > proposal.eligible:
        errors["amount"] = _("The amount cannot exceed the eligible costs: %(sum)s.") % {
            "sum": money.euros(proposal.eligible)
        }
    if proposal.end < proposal.start:
        errors["end"] = _("The end lies before the start.")
    if outcome != Outcome.APPROVED and not proposal.reasons.strip():
        errors["reasons"] = _("Say why less than asked for is given; the letter will show it.")
    if errors:
        raise ValidationError(errors)


def _awarded_plan(proposal: Proposal, submission: Snapshot) -> dict[str, dict[str, str]]:
    asked: dict[str, Decimal] = {}
    for line in submission.data["incomes"]:
        asked[line["source"]] = asked.get(line["source"], finance.ZERO) + Decimal(line["amount"])
    incomes = finance.awarded_incomes(asked, proposal.eligible, proposal.amount)
    return {
        "costs": {kind: str(amount) for kind, amount in proposal.costs.items() if amount},
        "incomes": {source: str(amount) for source, amount in incomes.items() if amount},
    }


@transaction.atomic
def send_back(request: FundingRequest, note: str, *, by: User, version: int) -> FundingRequest:
    """The second officer does not sign: the proposal is void, the caseworker goes on."""
    step = take(request, Verb.SEND_BACK, by=by, version=version)
    if step is None:
        return request
    if not note.strip():
        raise ValidationError({"note": _("Say what is to be changed.")})
    row = step.request
    row.decisions.filter(voided__isnull=True).update(voided=timezone.now())
    step.write(State.IN_REVIEW, note=note.strip())
    notices.tell_caseworker("funding.sent_back", row)
    return row


@transaction.atomic
def countersign(request: FundingRequest, *, by: User, version: int) -> FundingRequest:
    """The second officer signs: the decision is frozen as the letter will say it."""
    step = take(request, Verb.COUNTERSIGN, by=by, version=version)
    if step is None:
        return request
    row = step.request
    decision = Decision.objects.select_for_update().get(request=row, voided__isnull=True)
    decision.countersigned_by, decision.countersigned = by, timezone.now()
    decision.frozen, decision.sha256 = frozen(_letter(row, decision))
    decision.save()
    step.write(_STATE[Outcome(decision.outcome)])
    notices.tell_caseworker("funding.countersigned", row)
    return row


def _letter(request: FundingRequest, decision: Decision) -> dict[str, Any]:
    office, programme, data = request.office, request.programme, decision.submission.data
    return {
        "office": {
            "name": office.name,
            "unit": office.unit,
            "letterhead": office.letterhead,
            "place": office.place,
            "contact": [part for part in (office.email, str(office.phone or ""), office.website) if part],
        },
        "organisation": data["organisation"],
        "title": data["project"]["title"],
        "submitted": request.submitted_at,
        "submission": decision.submission.number,
        "submission_sha256": decision.submission.sha256,
        "file_number": request.file_number,
        "caseworker": request.caseworker.name if request.caseworker else "",
        "programme": best_words(programme, "name", "de")[0],
        "legal_basis": programme.legal_basis,
        "outcome": decision.outcome,
        "financing": decision.financing,
        "requested": decision.submission.requested,
        "eligible": decision.eligible,
        "amount": decision.amount,
        "plan": decision.plan,
        "period_start": decision.period_start,
        "period_end": decision.period_end,
        "reasons": decision.reasons,
        "conditions": decision.conditions,
        "remedy": programme.remedy or office.remedy,
        "proof_due": _proof_due(request, decision),
        "retention_years": programme.retention_years,
        "countersigned": decision.countersigned,
    }


def _proof_due(request: FundingRequest, decision: Decision) -> date | None:
    months = request.programme.proof_months
    return None if months is None else decision.period_end + relativedelta(months=months)


@transaction.atomic
def announce(request: FundingRequest, *, by: User, version: int) -> FundingRequest:
    """Make the countersigned decision known: letter queued, applicant told, award opened."""
    step = take(request, Verb.ANNOUNCE, by=by, version=version)
    if step is None:
        return request
    row = step.request
    decision = Decision.objects.select_for_update().get(request=row, voided__isnull=True)
    decision.announced = timezone.now()
    decision.save(update_fields=["announced"])
    if decision.amount > 0:
        _open_award(row, decision)
    row.due = None
    step.write(State.ANNOUNCED)
    letter(decision, by=by)
    notices.tell_applicant("funding.announced", row)
    return row


def _open_award(request: FundingRequest, decision: Decision) -> Award:
    programme = request.programme
    return Award.objects.create(
        request=request,
        decision=decision,
        amount=decision.amount,
        financing=Financing(decision.financing),
        start=decision.period_start,
        end=decision.period_end,
        plan=decision.plan,
        deviation_rate=programme.deviation_rate,
        minor_change=programme.minor_change,
        other_income_reduces=programme.other_income_reduces,
        volunteer_rate=programme.volunteer_rate,
        volunteer_cap=programme.volunteer_cap,
        late_payment_days=programme.late_payment_days,
        proof_due=_proof_due(request, decision),
        retention_years=programme.retention_years,
    )


def letter(decision: Decision, *, by: User) -> Document:
    """The decision letter, queued unless it is there already. Whether `by` may read it is asked before."""
    return request_document(reports.DecisionLetter.key, {"decision": decision.pk}, language="de", by=by)


@transaction.atomic
def finalise(request: FundingRequest, *, by: User, version: int) -> FundingRequest:
    """Record that the decision can no longer be contested."""
    step = take(request, Verb.FINALISE, by=by, version=version)
    return request if step is None else step.write(State.FINAL)
