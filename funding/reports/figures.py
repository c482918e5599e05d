"""The figures of a proof of use: what was planned, what was spent, what the calendar counted.

The same dictionary of plain values stands behind the page, the PDF, its CSV and the frozen submission, so
that all show the same to the cent. Amounts are EUR as text, days ISO text; no name of a family is in it.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count

from funding.choices import CostCategory, ProofMode
from funding.finance import WHOLE
from funding.models import Award, Consent, Expense, FundedWorkshop, Office, ProofOfUse
from funding.reports.balance import balance
from funding.reports.counting import counted
from funding.reports.incomes import incomes_of
from funding.reports.pictures import pictures_of
from funding.reports.voices import voices_of
from parentwork.models import Workshop
from parentwork.queries.evidence import dates_in, held_of
from portal.lib.dates import day_of
from portal.lib.languages import best_words

NARRATIVE = ("done", "results", "cooperation", "deviations", "outlook", "remarks")


def collect(proof: ProofOfUse) -> dict[str, Any]:
    """All figures and texts of `proof` as they are now; for a submitted one, as it was submitted."""
    return proof.frozen if proof.frozen is not None else current(proof)


def current(proof: ProofOfUse) -> dict[str, Any]:
    """All figures and texts of `proof` as they are now."""
    found = figures_of(proof, proof.award.start, proof.award.end, lambda day: True)
    return {**found, **voices_of(proof, found["evidence"]), "pictures": pictures_of(proof)}


def figures_of(
    proof: ProofOfUse,
    start: date,
    end: date,
    contains: Callable[[date], bool],
    granted: Decimal | None = None,
) -> dict[str, Any]:
    """What the calendar counted from `start` to `end`, and the money of the days that `contains` says.

    `granted`: what came of the grant in these days, where it is not asked what one is entitled to.
    """
    award = proof.award
    expenses = [row for row in in_order_of_the_list(proof) if contains(row.paid)]
    incomes = [row for row in incomes_of(proof) if contains(row.received)]
    evidence = counted(award, start, end)
    return {
        "head": _head(award),
        "narrative": {name: getattr(proof, name) for name in NARRATIVE},
        "workshops": _workshops(award, start, end),
        "evidence": evidence,
        "expenses": [_expense(number, expense) for number, expense in enumerate(expenses, start=1)],
        "incomes": [_income(row) for row in incomes],
        "consents": [_consent(row) for row in proof.consents.select_related("paper")],
        **balance(proof, expenses, incomes, Decimal(evidence["volunteer_hours"]), granted),
    }


def volunteer_work_of(figures: dict[str, Any]) -> Decimal:
    """What volunteer work is worth in EUR among the costs of `figures`: nobody paid it."""
    rows = (row["actual"] for row in figures["costs"] if row["category"] == CostCategory.IN_KIND)
    return sum(map(Decimal, rows), Decimal(0))


def handed_in(proof: ProofOfUse) -> dict[str, Any]:
    """What the Office gets: without the list of vouchers where the award does not ask for it."""
    if proof.frozen is not None:
        return proof.frozen
    found = current(proof)
    return found if proof.award.proof_mode == ProofMode.REGULAR else found | {"expenses": []}


def in_order_of_the_list(proof: ProofOfUse) -> list[Expense]:
    """By category as in the plan, then by day: the order of a list of vouchers."""
    order = list(CostCategory.values)
    rows = proof.expenses.with_elsewhere().annotate(files=Count("receipts"))
    return sorted(rows, key=lambda row: (order.index(row.category), row.paid, row.pk))


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


def _workshops(award: Award, start: date, end: date) -> list[str]:
    """The linked series of which a date took place in these days: for nothing else was anything paid."""
    linked = Workshop.objects.filter(organisation_id=award.request.organisation_id, funded_by__award=award)
    held = held_of(dates_in(linked, start, end)).order_by().values("workshop")
    rows = award.funded_workshops.filter(workshop__in=held).select_related("workshop", "award")
    return [_title(row) for row in rows.order_by("workshop__id")]


def _title(row: FundedWorkshop) -> str:
    title = best_words(row.workshop, "title", "de")[0]
    if not row.earlier:
        return title if row.share == WHOLE else f"{title} ({row.share} %)"
    parts = (f"{part.start:%d.%m.%Y} – {part.end:%d.%m.%Y}: {part.percent} %" for part in row.parts)
    return f"{title} ({', '.join(parts)})"


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
        "elsewhere": str(expense.elsewhere or ""),  # type: ignore[attr-defined]
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
