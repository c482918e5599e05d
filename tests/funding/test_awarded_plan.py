"""What a plan becomes when less is given than was asked for."""

from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from funding import finance
from funding.finance import Line, Plan

D = Decimal
ASKED = Plan(
    costs=(Line("fees", D(2000)), Line("material", D(500)), Line("in_kind", D(300))),
    incomes=(Line("own", D(300)), Line("private", D(200)), Line("in_kind", D(300)), Line("grant", D(2000))),
)
COSTS = {"fees": D(2000), "material": D(500), "in_kind": D(300)}


def incomes(plan: finance.AwardedPlan) -> dict[str, Decimal]:
    return {change.kind: change.awarded for change in plan.incomes}


def test_a_cut_grant_makes_more_own_money_necessary() -> None:
    plan = finance.awarded_plan(ASKED, COSTS, D(1800))
    assert (plan.own.asked, plan.own.awarded, plan.own.difference) == (D(300), D(500), D(200))
    assert incomes(plan) == {"own": D(500), "private": D(200), "in_kind": D(300), "grant": D(1800)}
    assert plan.income_sum.awarded == plan.cost_sum.awarded == D(2800)
    assert plan.is_changed


def test_costs_are_lowered_to_what_was_found_eligible_and_volunteer_work_stays() -> None:
    assert finance.costs_lowered_to(COSTS, D(2550)) == {
        "fees": D(1800),
        "material": D(450),
        "in_kind": D(300),
    }
    assert finance.costs_lowered_to(COSTS, D(2800)) == COSTS


def test_what_is_given_as_asked_changes_nothing() -> None:
    plan = finance.awarded_plan(ASKED, COSTS, D(2000))
    assert not plan.is_changed
    assert plan.plan == ASKED


def test_volunteer_work_that_is_not_accepted_is_no_income_either() -> None:
    plan = finance.awarded_plan(ASKED, COSTS | {"in_kind": D(100)}, D(2000))
    assert incomes(plan) == {"own": D(300), "private": D(200), "in_kind": D(100), "grant": D(2000)}


def test_cut_costs_alone_lower_the_own_money_until_nothing_is_left_of_it() -> None:
    plan = finance.awarded_plan(ASKED, COSTS | {"material": D(300)}, D(2000))
    assert (plan.own.awarded, plan.surplus) == (D(100), D(0))
    plan = finance.awarded_plan(ASKED, COSTS | {"material": D(0)}, D(2000))
    assert (plan.own.awarded, plan.surplus) == (D(0), D(200))


def test_costs_can_be_cut_instead_so_that_the_own_money_stays() -> None:
    lowered = finance.costs_for_own_money(ASKED, COSTS, D(1800))
    assert lowered == {"fees": D("1840.00"), "material": D("460.00"), "in_kind": D(300)}
    assert finance.awarded_plan(ASKED, lowered, D(1800)).own.difference == 0


def test_costs_that_are_low_enough_are_not_raised() -> None:
    costs = COSTS | {"fees": D(1000)}
    assert finance.costs_for_own_money(ASKED, costs, D(1800)) == costs


amounts = st.decimals(0, 100_000, places=2)


@given(fees=amounts, material=amounts, in_kind=amounts, grant=amounts)
def test_an_awarded_plan_is_equal_on_both_sides_or_names_its_surplus(
    fees: D, material: D, in_kind: D, grant: D
) -> None:
    plan = finance.awarded_plan(ASKED, {"fees": fees, "material": material, "in_kind": in_kind}, grant)
    assert plan.income_sum.awarded - plan.cost_sum.awarded == plan.surplus
    assert not (plan.surplus and plan.own.awarded)


@given(fees=amounts, material=amounts, in_kind=amounts, grant=amounts)
@example(fees=D("1250.01"), material=D("1250.00"), in_kind=D(0), grant=D(2000))
@example(fees=D("0.01"), material=D("2500.01"), in_kind=D(0), grant=D(2000))
def test_lowered_costs_never_make_more_own_money_necessary_than_was_asked(
    fees: D, material: D, in_kind: D, grant: D
) -> None:
    costs = {"fees": fees, "material": material, "in_kind": in_kind}
    lowered = finance.costs_for_own_money(ASKED, costs, grant)
    assert finance.awarded_plan(ASKED, lowered, grant).own.difference <= 0
    assert lowered == costs or finance.awarded_plan(ASKED, lowered, grant).own.difference == 0
    assert all(0 <= lowered[kind] <= amount for kind, amount in costs.items())
