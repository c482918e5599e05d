"""The figures of a proof of use: what was planned, what was spent, what the calendar counted.

The same dictionary of plain values stands behind the page, the PDF, its CSV and the frozen submission, so
that all show the same to the cent. Amounts are EUR as text, days ISO text; no name of a family is in it.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Count

from funding import finance
from funding.choices import CostCategory, Financing, IncomeSource
from funding.finance import Figures, Grant
from funding.models import Award, Expense, Office, ProofOfUse
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
    award, expenses = proof.award, _in_order_of_the_list(proof)
    evidence = evidence_of(award)
    return {
        "head": _head(award),
        "narrative": {name: getattr(proof, name) for name in NARRATIVE},
        "workshops": _workshops(award),
        "evidence": _evidence(evidence),
        "expenses": [_expense(number, expense) for number, expense in enumerate(expenses, start=1)],
        "incomes": [_income(row) for row in proof.incomes.all()],
        **_money(award, proof, expenses, evidence),
    }


def _in_order_of_the_list(proof: ProofOfUse) -> list[Expense]:
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


def _decimals(values: Mapping[str, str]) -> dict[str, Decimal]:
    return {key: Decimal(value) for key, value in values.items()}


def _money(award: Award, proof: ProofOfUse, expenses: list[Expense], evidence: Evidence) -> dict[str, Any]:
    plan_costs, plan_incomes = _decimals(award.plan["costs"]), _decimals(award.plan["incomes"])
    grant, received = _grant(award, plan_costs, plan_incomes), _received(proof)
    spent = _spent(award, expenses, evidence)
    within = _spent(award, [row for row in expenses if not row.is_outside], evidence)
    actual = _actual(spent, received)
    entitled = finance.entitlement(grant, actual)
    found = finance.deviations(_in_order(plan_costs), spent, award.deviation_rate)
    return {
        "costs": [
            {
                "category": row.category,
                "plan": str(row.plan),
                "actual": str(row.actual),
                "difference": str(row.difference),
                "limit": str(row.limit),
                "over": row.is_over,
                "new": row.is_new,
            }
            for row in found.rows
        ],
        "sources": _sources(plan_incomes, received, actual.in_kind, entitled, actual.eligible),
        "sums": {
            "plan": str(found.plan),
            "actual": str(found.actual),
            "awarded": str(award.amount),
            "entitled": str(entitled),
            "outside": str(sum((row.eligible for row in expenses if row.is_outside), finance.ZERO)),
            "entitled_within": str(finance.entitlement(grant, _actual(within, received))),
            "drawn": str(award.drawn),
            "open": str(max(finance.ZERO, entitled - award.drawn)),
            "recovery": str(finance.recovery(award.drawn, entitled)),
            "allowed": found.allowed,
            "over": str(found.over),
            "saved": str(found.saved),
            "deviation_rate": None if award.deviation_rate is None else str(award.deviation_rate),
        },
    }


def _in_order(costs: Mapping[str, Decimal]) -> dict[str, Decimal]:
    return {kind.value: costs[kind] for kind in CostCategory if kind in costs}


def _spent(award: Award, expenses: list[Expense], evidence: Evidence) -> dict[str, Decimal]:
    """Eligible costs by category, volunteer work among them."""
    spent: dict[str, Decimal] = {}
    for expense in expenses:
        spent[expense.category] = spent.get(expense.category, finance.ZERO) + expense.eligible
    if in_kind := _volunteer_work(award, sum(spent.values(), finance.ZERO), evidence):
        spent[CostCategory.IN_KIND] = in_kind
    return spent


def _actual(spent: Mapping[str, Decimal], received: Mapping[str, Decimal]) -> Figures:
    zero = finance.ZERO
    return Figures(
        eligible=sum(spent.values(), zero),
        third_party=received.get(IncomeSource.PRIVATE, zero) + received.get(IncomeSource.PUBLIC, zero),
        fees=received.get(IncomeSource.FEES, zero),
        in_kind=spent.get(CostCategory.IN_KIND, zero),
    )


def _received(proof: ProofOfUse) -> dict[str, Decimal]:
    received: dict[str, Decimal] = {}
    for row in proof.incomes.all():
        received[row.source] = received.get(row.source, finance.ZERO) + row.amount
    return received


def _volunteer_work(award: Award, cash: Decimal, evidence: Evidence) -> Decimal:
    """Confirmed hours at the award's rate, as far as it counts them; nothing if the plan has none."""
    if award.volunteer_rate is None or CostCategory.IN_KIND not in award.plan["costs"]:
        return finance.ZERO
    value = finance.volunteer_value(evidence.volunteer_hours, award.volunteer_rate)
    limit = finance.in_kind_limit(cash, award.volunteer_cap)
    return value if limit is None else min(value, limit)


def _grant(award: Award, costs: Mapping[str, Decimal], incomes: Mapping[str, Decimal]) -> Grant:
    zero = finance.ZERO
    plan = Figures(
        eligible=sum(costs.values(), zero),
        own=incomes.get(IncomeSource.OWN, zero),
        third_party=incomes.get(IncomeSource.PRIVATE, zero) + incomes.get(IncomeSource.PUBLIC, zero),
        fees=incomes.get(IncomeSource.FEES, zero),
        in_kind=incomes.get(IncomeSource.IN_KIND, zero),
    )
    return Grant(Financing(award.financing), award.amount, plan, award.other_income_reduces)


def _sources(
    plan: Mapping[str, Decimal],
    received: Mapping[str, Decimal],
    in_kind: Decimal,
    entitled: Decimal,
    costs: Decimal,
) -> list[dict[str, str]]:
    """Plan and actual of the income side; one's own money is what the rest leaves to pay."""
    actual = {**received, IncomeSource.IN_KIND: in_kind, IncomeSource.GRANT: entitled}
    actual[IncomeSource.OWN] = max(finance.ZERO, costs - sum(actual.values(), finance.ZERO))
    rows = []
    for source in IncomeSource:
        planned, got = plan.get(source, finance.ZERO), actual.get(source, finance.ZERO)
        if planned or got:
            rows.append({"source": source.value, "plan": str(planned), "actual": str(got)})
    return rows
