"""The live sums of a plan: from what is stored, or from what is being typed."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.template.loader import render_to_string

from funding import finance
from funding.choices import CostCategory, IncomeSource, Task
from funding.finance import Line, Plan
from funding.forms import desk_plan
from funding.forms.desk_plan_lines import amount_of, post_amount_of, readable
from funding.models import FundingRequest
from funding.services.plans import beside_staff, error_of, plan_of, rules_of
from portal.accounts.models import User
from portal.lib import money


def sums_of(row: FundingRequest, plan: Plan) -> dict[str, Any]:
    """What the panel of sums shows."""
    rules, plan = rules_of(row.programme), beside_staff(plan, row)
    return {
        "plan": plan,
        "gap": abs(plan.imbalance),
        "direction": (plan.imbalance > 0) - (plan.imbalance < 0),
        "expected": finance.expected_grant(plan, rules),
        "in_kind_costs": plan.cost(CostCategory.IN_KIND),
        "in_kind_income": plan.income(IncomeSource.IN_KIND),
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
    return sums_of_typed(row, draft.data) if draft else None


def sums_of_typed(row: FundingRequest, data: Mapping[str, str]) -> dict[str, Any]:
    """The same of what is typed, with `uncounted`: EUR of costs whose kind nobody has chosen yet."""
    costs = desk_plan.typed(desk_plan.COSTS, data)
    unknown = [amount_of(line) for line in costs if line.get("category", "") not in CostCategory]
    return {**sums_of(row, typed_plan(data)), "uncounted": sum(unknown, finance.ZERO)}


def typed_plan(data: Mapping[str, str]) -> Plan:
    """The plan as far as the typed lines can be read; the others count nothing."""
    costs = [
        Line(line.get("category", ""), amount_of(line), _year_of(line), readable(line, "price"))
        for line in desk_plan.typed(desk_plan.COSTS, data)
    ]
    incomes = [
        Line(line.get("source", ""), finance.cents(readable(line, "amount")), _year_of(line))
        for line in desk_plan.typed(desk_plan.INCOMES, data)
    ]
    return Plan(
        tuple(line for line in costs if line.kind in CostCategory and line.amount),
        tuple(line for line in incomes if line.kind in IncomeSource and line.amount),
    )


def _year_of(line: Mapping[str, str]) -> int:
    """The year of a typed line, or the one outside the period that it still stands for; 0 without one."""
    text = line.get("year") or line.get("was") or ""
    return int(text) if text.isdecimal() and len(text) == 4 else 0


def fragments(row: FundingRequest, data: Mapping[str, str]) -> dict[str, str]:
    """The panel and the amount of each line of costs as HTML by id, for the autosave to put in place."""
    panel = render_to_string("funding/desk/parts/plan_sums.html", {"sums": sums_of_typed(row, data)})
    costs = desk_plan.typed(desk_plan.COSTS, data)
    amounts = {f"costs-{place}-amount": money.euros(amount_of(line)) for place, line in enumerate(costs)}
    return {"plan-sums": panel, **amounts}


def staff_sums(posts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What the posts of a staff plan come to, typed or stored: EUR of the year, and full posts."""
    there = [post for post in posts if post.get("function") or post_amount_of(post)]  # no empty line
    return {
        "amount": sum(map(post_amount_of, posts), finance.ZERO),
        "full_posts": finance.full_posts(
            (readable(post, "percent"), readable(post, "months")) for post in there
        ),
    }


def staff_fragments(data: Mapping[str, str]) -> dict[str, str]:
    """The sums of a staff plan and the costs of each post as HTML by id, for the autosave to put in place."""
    posts = desk_plan.typed(desk_plan.STAFF, data)
    panel = render_to_string("funding/desk/parts/staff_sums.html", {"staff_sums": staff_sums(posts)})
    amounts = {f"staff-{place}-amount": money.euros(post_amount_of(post)) for place, post in enumerate(posts)}
    return {"plan-sums": panel, **amounts}
