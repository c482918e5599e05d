"""The live sums of a plan: from what is stored, or from what is being typed."""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string

from funding import finance
from funding.choices import CostCategory, IncomeSource, Task
from funding.finance import Line, Plan
from funding.forms import desk_plan
from funding.models import FundingRequest
from funding.services.plans import error_of, plan_of, rules_of
from portal.accounts.models import User
from portal.lib import money


def sums_of(row: FundingRequest, plan: Plan) -> dict[str, Any]:
    """What the panel of sums shows."""
    rules = rules_of(row.programme)
    return {
        "plan": plan,
        "gap": abs(plan.imbalance),
        "direction": (plan.imbalance > 0) - (plan.imbalance < 0),
        "expected": finance.expected_grant(plan, rules),
        "rules": rules,
        "rate": None if rules.rate is None else money.percent(rules.rate),
        "problems": [error_of(problem).messages[0] for problem in finance.problems(plan, rules)],
        "limits": finance.limits(plan, rules),
    }


def stored_sums(row: FundingRequest) -> dict[str, Any]:
    return sums_of(row, plan_of(row))


def typed_sums(row: FundingRequest, author: User) -> dict[str, Any] | None:
    """The sums of the plan that `author` has typed and not saved yet; None without one."""
    draft = row.drafts.filter(task=Task.PLAN, author=author).first()
    return sums_of(row, typed_plan(draft.data)) if draft else None


def typed_plan(data: Mapping[str, str]) -> Plan:
    """The plan as far as the typed lines can be read; the others count nothing."""
    costs = [
        Line(line.get("category", ""), desk_plan.amount_of(line))
        for line in desk_plan.typed(desk_plan.COSTS, data)
    ]
    incomes = [
        Line(line.get("source", ""), finance.cents(desk_plan.readable(line, "amount")))
        for line in desk_plan.typed(desk_plan.INCOMES, data)
    ]
    return Plan(
        tuple(line for line in costs if line.kind in CostCategory and line.amount),
        tuple(line for line in incomes if line.kind in IncomeSource and line.amount),
    )


def fragments(row: FundingRequest, data: Mapping[str, str]) -> dict[str, str]:
    """The panel and the amount of each line of costs as HTML by id, for the autosave to put in place."""
    panel = render_to_string("funding/desk/parts/plan_sums.html", {"sums": sums_of(row, typed_plan(data))})
    costs = desk_plan.typed(desk_plan.COSTS, data)
    amounts = {
        f"costs-{place}-amount": money.euros(desk_plan.amount_of(line)) for place, line in enumerate(costs)
    }
    return {"plan-sums": panel, **amounts}
