"""What the letter about a change of an award says, frozen when it is countersigned."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from funding.models import Amendment
from funding.reports.amendments import is_minor, told_income
from funding.reports.balance import planned_incomes
from funding.services import letters
from portal.lib.dates import today


def content(row: Amendment) -> dict[str, Any]:
    """All that the letter says, and how the award was before."""
    award, request, office = row.award, row.award.request, row.award.request.office
    before = planned_incomes(award)
    return {
        "office": letters.sender(office),
        "organisation": award.decision.submission.data["organisation"],
        "title": award.decision.submission.data["project"]["title"],
        "file_number": request.file_number,
        "caseworker": letters.caseworker(request),
        "number": row.number,
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
            "incomes": _texts(before),
        },
        "after": {
            "costs": row.costs if row.grants and row.costs else award.plan["costs"],
            "incomes": _texts(planned_incomes(award, row.costs, row) if row.grants else before),
            "end": (row.end if row.grants else None) or award.end,
            "proof_due": (row.proof_due if row.grants else None) or award.proof_due,
        },
    }  # fmt: skip


def _texts(incomes: Mapping[str, Decimal]) -> dict[str, str]:
    return {source: f"{amount:.2f}" for source, amount in incomes.items()}
