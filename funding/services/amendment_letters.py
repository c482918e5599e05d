"""What the letter about a change of an award says, and how long it can be contested."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import translation

from funding.models import Amendment
from funding.reports.amendments import AmendmentData, is_minor, told_income
from funding.reports.balance import planned_incomes
from funding.reports.drawdowns import parts_of
from funding.services import decisions, letters
from portal.lib.dates import day_of, today
from portal.lib.freezing import frozen


def preview(row: Amendment) -> AmendmentData:
    """The letter as it stands: frozen once it is signed, else as a signature of today would make it."""
    if row.frozen is not None:
        return AmendmentData.of(row, row.frozen, row.sha256)
    with translation.override("de"):  # the language of the letter, whoever reads it
        return AmendmentData.of(row, *frozen(content(row)))


def contestable_until(row: Amendment) -> date | None:
    """The last day for legal remedy against the answer; None before its letter counts as made known."""
    return row.known and decisions.last_day_for_remedy(row.award.request, row.known)


def content(row: Amendment) -> dict[str, Any]:
    """All that the letter says, and how the award was before."""
    award, request, office = row.award, row.award.request, row.award.request.office
    before, years = planned_incomes(award), _texts(parts_of(award))
    return {
        "office": letters.sender(office),
        "organisation": award.decision.submission.data["organisation"],
        "title": award.decision.submission.data["project"]["title"],
        "file_number": request.file_number,
        "caseworker": letters.caseworker(request),
        "number": row.number,
        "asked": day_of(row.asked),
        "signed": today(),
        "decision": award.decision.announced,
        "grants": row.grants,
        "reason": row.reason,
        "use": row.use,
        "answer": row.answer,
        "income": f"{row.income:.2f}",
        "payer": row.payer,
        "source": row.source,
        "received": row.received,
        "amount": f"{award.amount:.2f}",
        "minor_change": f"{award.minor_change:.2f}" if is_minor(row, told_income(award)) else "",
        "remedy": request.programme.remedy or office.remedy,
        "before": {
            "costs": award.plan["costs"], "end": award.end, "proof_due": award.proof_due,
            "incomes": _texts(before), "years": years,
        },
        "after": {
            "costs": row.costs if row.grants and row.costs else award.plan["costs"],
            "incomes": _texts(planned_incomes(award, row.costs, row) if row.grants else before),
            "years": row.years if row.grants and row.years else years,
            "end": (row.end if row.grants else None) or award.end,
            "proof_due": (row.proof_due if row.grants else None) or award.proof_due,
        },
    }  # fmt: skip


def _texts(sums: Mapping[Any, Decimal]) -> dict[str, str]:
    return {str(key): f"{amount:.2f}" for key, amount in sums.items()}
