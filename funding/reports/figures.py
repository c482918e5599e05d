"""The figures of a proof of use: what was planned, what was spent, what the calendar counted.

The same dictionary of plain values stands behind the page, the PDF, its CSV and the frozen submission, so
that all show the same to the cent. Amounts are EUR as text, days ISO text; no name of a family is in it.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count

from funding.choices import CostCategory, ProofMode
from funding.models import Award, Consent, Expense, Office, ProofOfUse
from funding.reports.balance import balance
from parentwork.models import Workshop
from parentwork.queries import Evidence
from portal.lib.dates import day_of
from portal.lib.languages import best_words

NARRATIVE = ("done", "results", "cooperation", "deviations", "outlook")


def collect(proof: ProofOfUse) -> dict[str, Any]:
    """All figures and texts of `proof` as they are now; for a submitted one, as it was submitted."""
    return proof.frozen if proof.frozen is not None else current(proof)


def current(proof: ProofOfUse) -> dict[str, Any]:
    """All figures and texts of `proof` as they are now."""
    award, expenses = proof.award, in_order_of_the_list(proof)
    evidence = evidence_of(award)
    return {
        "head": _head(award),
        "narrative": {name: getattr(proof, name) for name in NARRATIVE},
        "workshops": _workshops(award),
        "evidence": _evidence(evidence),
        "expenses": [_expense(number, expense) for number, expense in enumerate(expenses, start=1)],
        "incomes": [_income(row) for row in proof.incomes.all()],
        "consents": [_consent(row) for row in proof.consents.select_related("paper")],
        **balance(proof, expenses, evidence.volunteer_hours),
    }


def handed_in(proof: ProofOfUse) -> dict[str, Any]:
    """What the Office gets: without the list of vouchers where the award does not ask for it."""
    if proof.frozen is not None:
        return proof.frozen
    found = current(proof)
    return found if proof.award.proof_mode == ProofMode.REGULAR else found | {"expenses": []}


def in_order_of_the_list(proof: ProofOfUse) -> list[Expense]:
    """By category as in the plan, then by day: the order of a list of vouchers."""
    order = list(CostCategory.values)
    rows = proof.expenses.annotate(files=Count("receipts"))
    return sorted(rows, key=lambda row: (order.index(row.category), row.paid, row.pk))


def evidence_of(award: Award) -> Evidence:
    """What the funded series left as evidence in the period of the award: sums, never a name."""
    series = Workshop.objects.filter(funded_by__award=award, organisation_id=award.request.organisation_id)
    return series.evidence(award.start, award.end)


def _head(award: Award) -> dict[str, Any]:
    request, submitted = award.request, award.decision.submission.data
    return {
        "organisation": request.organisation.name,
        "sender": _address(submitted["organisation"]),
        "office": request.office.name,
        "receiver": _address(_office(request.office)),
        "title": award.decision.submission.title,
        "goals": submitted["project"]["goals"],
        "file_number": request.file_number,
        "programme": best_words(request.programme, "name", "de")[0],
        "announced": _iso(award.decision.announced),
        "start": award.start.isoformat(),
        "end": award.end.isoformat(),
        "financing": award.financing,
        "amount": str(award.amount),
        "proof_mode": award.proof_mode,
        "retention_years": award.retention_years,
    }


def _office(office: Office) -> dict[str, Any]:
    return {name: getattr(office, name) for name in ("unit", "street", "postal_code", "place")}


def _address(body: Mapping[str, Any]) -> list[str]:
    """The lines below a name on a letter; what is not known is left out."""
    register = f"{body.get('register_court', '')} {body.get('register_number', '')}"
    town = f"{body.get('postal_code', '')} {body.get('place', '')}"
    lines = (body.get("unit", ""), body.get("street", ""), town, register, body.get("email", ""))
    return [line.strip() for line in lines if line.strip()]


def _iso(moment: Any) -> str:
    return day_of(moment).isoformat() if moment else ""


def _workshops(award: Award) -> list[str]:
    rows = award.funded_workshops.select_related("workshop").order_by("workshop__id")
    return [best_words(row.workshop, "title", "de")[0] for row in rows]


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {
        "dates_held": evidence.dates_held,
        "dates_cancelled": evidence.dates_cancelled,
        "participations_adults": evidence.participations_adults,
        "participations_children": evidence.participations_children,
        "families": evidence.families,
        "children_cared_for": evidence.children_cared_for,
        "volunteer_hours": str(evidence.volunteer_hours),
        "self_confirmed_hours": str(evidence.self_confirmed_hours),
        "languages": list(evidence.languages),
        "rows": [
            {
                "day": row.day.isoformat(),
                "title": row.title,
                "adults": row.adults,
                "children": row.children,
                "families": row.families,
                "hours": str(row.hours),
                "recorded": row.recorded,
            }
            for row in evidence.rows
        ],
    }


def _expense(number: int, expense: Expense) -> dict[str, Any]:
    return {
        "number": number,
        "voucher": expense.voucher_number,
        "files": expense.files,  # type: ignore[attr-defined]  # annotated
        "invoiced": expense.invoiced.isoformat() if expense.invoiced else "",
        "paid": expense.paid.isoformat(),
        "outside": expense.is_outside,
        "outside_reason": expense.outside_reason,
        "payee": expense.payee,
        "reason": expense.reason,
        "category": expense.category,
        "amount": str(expense.amount),
        "eligible": str(expense.eligible),
    }


def _income(row: Any) -> dict[str, Any]:
    return {
        "received": row.received.isoformat(),
        "payer": row.payer,
        "source": row.source,
        "amount": str(row.amount),
    }


def _consent(row: Consent) -> dict[str, str]:
    return {
        "category": row.category,
        "limit": str(row.limit),
        "day": row.day.isoformat(),
        "words": row.words,
        "paper": str(row.paper.public_id),
    }
