"""All that the letter about the check of a proof of use says, and who signs it."""

from dataclasses import asdict
from datetime import date
from typing import Any

from funding import finance
from funding.choices import AmendmentState, Effect, Verdict
from funding.models import FundingRequest, ProofCheck
from funding.reports.checking import Outcome, lines_of
from funding.services import hearings, letters
from portal.lib.dates import day_of, today


def needs_two(request: FundingRequest, found: Outcome) -> bool:
    """A second officer signs it: what burdens the organisation, or all where its Office wants that."""
    return found.burdens or request.office.signs_results


def usual_effect(request: FundingRequest) -> Effect | None:
    """What becomes of the decision where less is given than was awarded, if the Office has said so.

    None else: no decision reserves by itself that the grant is fixed anew.
    """
    return Effect.REVOKES if request.office.revokes else None


def kept_until(row: ProofCheck) -> date | None:
    """How long the organisation keeps its vouchers."""
    return finance.kept_until(row.proof.sent_on, row.proof.award.retention_years)


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
        "caseworker": letters.caseworker(request),
        "signed": today(),
        "submitted": row.proof.sent_on,
        "decision": award.decision.announced and day_of(award.decision.announced),
        "amended": _amended(row),
        "claimed": found.claimed, "accepted": found.accepted, "awarded": found.awarded,
        "entitled": found.entitled, "drawn": found.drawn, "recovery": found.recovery, "open": found.open,
        "pay_back_by": row.pay_back_by,
        "interest": row.interest or None, "interest_why": row.interest_why,
        "to_pay": found.recovery + row.interest,
        "findings": findings,
        "way": _way(row, found),
        "hearings": _hearings(request) if found.burdens else [],
        "unheard": row.unheard if found.gives_less else "",
        "burdens": found.burdens,
        "effect": row.effect,
        "rests_on": row.rests_on,
        "recovery_basis": request.office.recovery_basis if found.burdens else "",
        "looked_at": len(row.sample),
        "lines": len(lines_of(row)),
        "note": row.note,
        "kept_until": kept_until(row),
        "two_people": needs_two(request, found),
        "legal_basis": (award.decision.frozen or {}).get("legal_basis") or request.programme.legal_basis,
        "pay_back_to": request.office.pay_back_to,
        "remedy": request.programme.remedy or request.office.remedy,
    }  # fmt: skip


def _amended(row: ProofCheck) -> list[date]:
    """On which days the decision was changed: it binds as these left it."""
    rows = row.proof.award.amendments.filter(state=AmendmentState.GRANTED).order_by("number")
    return [day_of(it.decided) for it in rows if it.decided]


def _way(row: ProofCheck, found: Outcome) -> dict[str, Any]:
    """The steps from what was accepted to the grant; None for what was nothing."""
    award, way = row.proof.award, found.way
    limited = way.value > way.in_kind
    return asdict(way) | {
        "uncounted": way.uncounted or None,
        "in_kind": way.in_kind or None,
        "volunteer_rate": award.volunteer_rate,
        "volunteer_cap": award.volunteer_cap if limited else None,
    }


def _hearings(request: FundingRequest) -> list[dict[str, Any]]:
    return [
        {
            "about": it.about, "asked": day_of(it.asked), "amount": it.amount, "deadline": it.deadline,
            "answer": it.answer, "answered": it.answered and day_of(it.answered),
            "files": len(it.papers.all()),
        }
        for it in hearings.all_on(request)
    ]  # fmt: skip
