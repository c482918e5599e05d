"""The money of a proof of use: what was planned, spent and received, and what follows for the grant."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from funding import finance
from funding.choices import CostCategory, Financing, IncomeSource
from funding.finance import Deviations, Figures, Grant, Step
from funding.models import Amendment, Award, Expense, Income, ProofOfUse

CLAIM = "claim"  # beside the sources of income: what is left of the grant by what one is entitled to


@dataclass(frozen=True)
class Way:
    """How the grant follows from paid costs, for people to work out again; EUR.

    `uncounted`: paid beyond what the plan allows. `in_kind`: volunteer work as far as it counts, `value`: all
    `hours` of it. `planned`: the eligible costs of the plan, of which the award is the `share`, if it is one.
    """

    uncounted: Decimal
    hours: Decimal
    value: Decimal
    in_kind: Decimal
    eligible: Decimal
    planned: Decimal
    share: Decimal | None
    steps: tuple[Step, ...]

    @property
    def entitled(self) -> Decimal:
        return self.steps[-1].amount


def way_of(proof: ProofOfUse, expenses: list[Expense], incomes: list[Income], hours: Decimal) -> Way:
    """The steps to the grant that `balance` gives with the same."""
    award = proof.award
    grant = _grant(award, _decimals(award.plan["costs"]), _decimals(award.plan["incomes"]))
    agreed = {row.category: row.limit for row in proof.consents.all()}
    actual = _actual(_compared(award, expenses, hours, agreed).counted, _received(incomes))
    return _way(award, grant, actual, sum((row.eligible for row in expenses), finance.ZERO), hours)


def _way(award: Award, grant: Grant, actual: Figures, spent: Decimal, hours: Decimal) -> Way:
    is_share = grant.financing == Financing.SHARE
    return Way(
        uncounted=spent - actual.cash,
        hours=hours,
        value=finance.volunteer_value(hours, award.volunteer_rate or finance.ZERO),
        in_kind=actual.in_kind,
        eligible=actual.eligible,
        planned=grant.plan.eligible,
        share=finance.granted_share(grant.maximum, grant.plan.eligible) if is_share else None,
        steps=finance.way(grant, actual),
    )


def _decimals(values: Mapping[str, str]) -> dict[str, Decimal]:
    return {key: Decimal(value) for key, value in values.items()}


def balance(
    proof: ProofOfUse,
    expenses: list[Expense],
    incomes: list[Income],
    hours: Decimal,
    granted: Decimal | None = None,
) -> dict[str, Any]:
    """Costs by category, income by source, and the sums that follow, with what `proof` expects of the grant.

    `hours`: of volunteers, as they are confirmed. `granted`: what came of the grant in these days, where
    it is not asked what one is entitled to. Income is what was received; a claim that is left stands beside.

    Costs are all that was spent; only what counts as things stand leads to an entitlement.
    """
    award = proof.award
    plan_costs, plan_incomes = _decimals(award.plan["costs"]), _decimals(award.plan["incomes"])
    grant, received = _grant(award, plan_costs, plan_incomes), _received(incomes)
    agreed = {row.category: row.limit for row in proof.consents.all()}
    found = _compared(award, expenses, hours, agreed)
    within = _compared(award, [row for row in expenses if not row.is_outside], hours, agreed)
    entitled = finance.entitlement(grant, _actual(found.counted, received))
    claim = max(finance.ZERO, entitled - award.drawn) if granted is None else finance.ZERO
    paid_out = award.drawn if granted is None else granted
    return {
        "costs": [
            {
                "category": row.category,
                "plan": str(row.plan),
                "actual": str(row.actual),
                "difference": str(row.difference),
                "limit": str(row.limit),
                "uncounted": str(row.actual - row.counted),
                "over": row.is_over,
                "new": row.is_new,
            }
            for row in found.rows
        ],
        "sources": _sources(planned_incomes(award), received, found, paid_out, claim),
        "sums": {
            "plan": str(found.plan),
            "actual": str(found.actual),
            "uncounted": str(found.uncounted),
            "counted": str(found.actual - found.uncounted),
            "awarded": str(award.amount),
            "entitled": str(entitled),
            "outside": str(sum((row.eligible for row in expenses if row.is_outside), finance.ZERO)),
            "entitled_within": str(finance.entitlement(grant, _actual(within.counted, received))),
            "drawn": str(award.drawn),
            "open": str(max(finance.ZERO, entitled - award.drawn)),
            "recovery": str(finance.recovery(award.drawn, entitled)),
            "allowed": found.allowed,
            "over": str(found.over),
            "saved": str(found.saved),
            "deviation_rate": None if award.deviation_rate is None else str(award.deviation_rate),
        },
    }


def way_for(award: Award, cash: Decimal, incomes: Mapping[str, Decimal], hours: Decimal) -> Way:
    """The steps to the grant that `cash` costs give, with this income by source and these volunteer hours.

    What goes beyond the plan as a whole gives nothing; the limits by category are those of `balance`.
    """
    plan = award.plan
    costs, sources = _decimals(plan["costs"]), _decimals(plan["incomes"])
    counted = {"": cash, CostCategory.IN_KIND: _volunteer_work(award, cash, hours)}
    return _way(award, _grant(award, costs, sources), _actual(counted, incomes), cash, hours)


def counts_volunteer_work(award: Award) -> bool:
    """Hours of volunteers have a value in it, and stand in its plan."""
    return award.volunteer_rate is not None and CostCategory.IN_KIND in award.plan["costs"]


def planned_incomes(
    award: Award, costs: Mapping[str, str] | None = None, more: Amendment | None = None
) -> dict[str, Decimal]:
    """The income side of the plan in EUR by source, with what came later; `more`: and with that of a change.

    What came later has a row of its own source. The grant falls by the rule of its financing, and one's own
    money is what then remains. `costs`: by category, where they change as well.
    """
    plan, later = _decimals(award.plan["incomes"]), _decimals(award.plan.get("later", {}))
    if more is not None and more.tells_of_income:
        later[more.source] = later.get(more.source, finance.ZERO) + more.income
    if not later:
        return plan
    planned = _decimals(award.plan["costs"] if costs is None else costs)
    found = plan | {source: plan.get(source, finance.ZERO) + amount for source, amount in later.items()}
    found[IncomeSource.GRANT] = grant_with(award, later, costs)
    found[IncomeSource.OWN] = finance.ZERO
    rest = sum(planned.values(), finance.ZERO) - sum(found.values(), finance.ZERO)
    found[IncomeSource.OWN] = max(finance.ZERO, rest)
    return {source.value: found[source] for source in IncomeSource if source in found}


def grant_with(award: Award, later: Mapping[str, Decimal], costs: Mapping[str, str] | None = None) -> Decimal:
    """The grant in EUR by its plan with the income by source that came in `later`; without any, the award.

    `costs`: of the plan by category, where they change as well.
    """
    if not later:
        return award.amount
    grant = _grant(
        award, _decimals(award.plan["costs"] if costs is None else costs), _decimals(award.plan["incomes"])
    )
    return finance.with_later_income(grant, _actual({}, later))


def _in_order(costs: Mapping[str, Decimal]) -> dict[str, Decimal]:
    return {kind.value: costs[kind] for kind in CostCategory if kind in costs}


def _compared(
    award: Award, expenses: list[Expense], hours: Decimal, agreed: Mapping[str, Decimal]
) -> Deviations:
    """The plan against what was spent, volunteer work among it, as far as paid costs that count allow it."""
    plan, rate = _in_order(_decimals(award.plan["costs"])), award.deviation_rate
    spent: dict[str, Decimal] = {}
    for expense in expenses:
        spent[expense.category] = spent.get(expense.category, finance.ZERO) + expense.eligible
    paid = finance.deviations(plan, spent, rate, agreed).counted
    if in_kind := _volunteer_work(award, sum(paid.values(), finance.ZERO), hours):
        spent[CostCategory.IN_KIND] = in_kind
    return finance.deviations(plan, spent, rate, agreed)


def _actual(counted: Mapping[str, Decimal], received: Mapping[str, Decimal]) -> Figures:
    zero = finance.ZERO
    return Figures(
        eligible=sum(counted.values(), zero),
        third_party=received.get(IncomeSource.PRIVATE, zero) + received.get(IncomeSource.PUBLIC, zero),
        fees=received.get(IncomeSource.FEES, zero),
        in_kind=counted.get(CostCategory.IN_KIND, zero),
    )


def _received(incomes: list[Income]) -> dict[str, Decimal]:
    received: dict[str, Decimal] = {}
    for row in incomes:
        received[row.source] = received.get(row.source, finance.ZERO) + row.amount
    return received


def _volunteer_work(award: Award, cash: Decimal, hours: Decimal) -> Decimal:
    """Confirmed hours at the award's rate, as far as it counts them; nothing if the plan has none."""
    if award.volunteer_rate is None or not counts_volunteer_work(award):
        return finance.ZERO
    value = finance.volunteer_value(hours, award.volunteer_rate)
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
    return Grant(
        Financing(award.financing), award.amount, plan, award.other_income_reduces, award.minor_change
    )


def _sources(
    plan: Mapping[str, Decimal],
    received: Mapping[str, Decimal],
    costs: Deviations,
    paid_out: Decimal,
    claim: Decimal,
) -> list[dict[str, Any]]:
    """Plan and actual of the income side, as it was received, and the `claim` to the grant that is left.

    One's own money is entered by nobody: it pays what the rest leaves, counted or not.
    """
    in_kind = next((row.actual for row in costs.rows if row.category == CostCategory.IN_KIND), finance.ZERO)
    actual = {**received, IncomeSource.IN_KIND: in_kind, IncomeSource.GRANT: paid_out}
    rest = costs.actual - sum(actual.values(), finance.ZERO) - claim
    actual[IncomeSource.OWN] = max(finance.ZERO, rest)
    rows: list[dict[str, Any]] = []
    for source in IncomeSource:
        planned, got = plan.get(source, finance.ZERO), actual.get(source, finance.ZERO)
        if planned or got:
            # Proofs from before said of the grant what one was entitled to.
            as_received = {"as_received": True} if source == IncomeSource.GRANT else {}
            rows.append({"source": source.value, "plan": str(planned), "actual": str(got)} | as_received)
    if claim:
        rows.append({"source": CLAIM, "plan": str(finance.ZERO), "actual": str(claim)})
    return rows
