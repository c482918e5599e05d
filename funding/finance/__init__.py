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
from funding.finance.drawdowns import Drawable, owed, unspent
from funding.finance.grants import (
    Figures,
    Grant,
    Step,
    award,
    counted_in_kind,
    entitlement,
    extra_income,
    granted_share,
    imbalance,
    in_kind_limit,
    minor,
    own_share,
    recovery,
    volunteer_value,
    way,
    with_later_income,
)
from funding.finance.interest import Payment, as_grant_and_interest, interest, interest_left, latest_first
from funding.finance.interims import InterimPeriod, interim_periods
from funding.finance.periods import PayingPeriod
from funding.finance.plans import (
    Limit,
    Line,
    Plan,
    Problem,
    Rules,
    expected_grant,
    limits,
    most_beside_own,
    problems,
    unsound,
)
from funding.finance.retention import kept_until
from funding.finance.shares import WHOLE, Share, halves, joined, left, spans, taken_on
from funding.finance.staff import full_posts, post_amount
from funding.finance.years import YearSum, by_year, paid_beyond, payable_by

__all__ = [
    "ALL_COSTS",
    "CENT",
    "WHOLE",
    "ZERO",
    "AwardedPlan",
    "CategoryDeviation",
    "Change",
    "Deviations",
    "Drawable",
    "Figures",
    "Grant",
    "InterimPeriod",
    "Limit",
    "Line",
    "PayingPeriod",
    "Payment",
    "Plan",
    "Problem",
    "Rules",
    "Share",
    "Step",
    "YearSum",
    "as_grant_and_interest",
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
    "full_posts",
    "granted_share",
    "halves",
    "imbalance",
    "in_kind_limit",
    "interest",
    "interest_left",
    "interim_periods",
    "joined",
    "kept_until",
    "latest_first",
    "left",
    "limits",
    "line_amount",
    "minor",
    "most_beside_own",
    "owed",
    "own_share",
    "paid_beyond",
    "payable_by",
    "post_amount",
    "problems",
    "recovery",
    "spans",
    "taken_on",
    "unsound",
    "unspent",
    "volunteer_value",
    "way",
    "with_later_income",
]
