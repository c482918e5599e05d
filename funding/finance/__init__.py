"""The arithmetic of grants, pure and typed: EUR as `Decimal` with cents.

Formulas after the German rules for project funding (Zuwendungsrecht, §§ 23, 44 of the budget codes and
their side conditions). Every rate, cap and limit comes in as an argument: a notice always beats a default.
"""

from funding.finance.amounts import CENT, ZERO, cents, line_amount
from funding.finance.awarded import (
    AwardedPlan,
    Change,
    awarded_plan,
    compared,
    costs_for_own_money,
    costs_lowered_to,
)
from funding.finance.deviations import ALL_COSTS, CategoryDeviation, Deviations, deviations
from funding.finance.drawdowns import Drawable, unspent
from funding.finance.grants import (
    Figures,
    Grant,
    award,
    counted_in_kind,
    entitlement,
    extra_income,
    imbalance,
    in_kind_limit,
    minor,
    own_share,
    recovery,
    volunteer_value,
)
from funding.finance.interest import Payment, interest, latest_first
from funding.finance.periods import PayingPeriod
from funding.finance.plans import Limit, Line, Plan, Problem, Rules, expected_grant, limits, problems, unsound
from funding.finance.years import by_year

__all__ = [
    "ALL_COSTS",
    "CENT",
    "ZERO",
    "AwardedPlan",
    "CategoryDeviation",
    "Change",
    "Deviations",
    "Drawable",
    "Figures",
    "Grant",
    "Limit",
    "Line",
    "PayingPeriod",
    "Payment",
    "Plan",
    "Problem",
    "Rules",
    "award",
    "awarded_plan",
    "by_year",
    "cents",
    "compared",
    "costs_for_own_money",
    "costs_lowered_to",
    "counted_in_kind",
    "deviations",
    "entitlement",
    "expected_grant",
    "extra_income",
    "imbalance",
    "in_kind_limit",
    "interest",
    "latest_first",
    "limits",
    "line_amount",
    "minor",
    "own_share",
    "problems",
    "recovery",
    "unsound",
    "unspent",
    "volunteer_value",
]
