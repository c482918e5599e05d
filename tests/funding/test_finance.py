"""The formulas of funding law: known cases, and what must hold for any figures."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding import finance
from funding.choices import Financing
from funding.finance import Figures, Grant

D = Decimal

SHARE_PLAN = Figures(eligible=D(20000), own=D(4000))
SHARE = Grant(Financing.SHARE, D(16000), SHARE_PLAN)
DEFICIT_PLAN = Figures(eligible=D(20000), own=D(2000), third_party=D(3000), fees=D(500))
DEFICIT = Grant(Financing.DEFICIT, D(14500), DEFICIT_PLAN)
FIXED = Grant(Financing.FIXED, D(5000), Figures(eligible=D(6000)))


def test_share_falls_with_the_costs_and_with_a_new_donation() -> None:
    actual = Figures(eligible=D(18000), own=D(3400), third_party=D(1000))
    assert finance.entitlement(SHARE, actual) == D("13600.00")


def test_share_forgives_extra_income_that_extra_costs_used_up() -> None:
    actual = Figures(eligible=D(21000), third_party=D(2000))
    assert finance.extra_income(SHARE_PLAN, actual) == D(1000)
    assert finance.entitlement(SHARE, actual) == D("15200.00")


def steps(grant: Grant, actual: Figures) -> list[tuple[str, Decimal]]:
    return [(step.kind, step.amount) for step in finance.way(grant, actual)]


class TestWay:
    def test_a_share_is_taken_of_what_the_plan_counts_less_extra_income(self) -> None:
        actual = Figures(eligible=D(21000), third_party=D(2000))
        assert steps(SHARE, actual) == [
            ("planned", D(20000)), ("extra_income", D(1000)), ("share", D(15200)), ("entitled", D(15200)),
        ]  # fmt: skip

    def test_a_shortfall_is_what_other_money_leaves_up_to_the_award(self) -> None:
        actual = Figures(eligible=D(20000), own=D(1000), fees=D(500))
        assert steps(DEFICIT, actual) == [
            ("own", D(2000)), ("foreign", D(500)), ("awarded", D(14500)), ("entitled", D(14500)),
        ]  # fmt: skip

    def test_a_fixed_sum_is_never_more_than_what_was_paid(self) -> None:
        actual = Figures(eligible=D(4000), in_kind=D(500))
        assert steps(FIXED, actual) == [("paid", D(3500)), ("entitled", D(3500))]


class TestInterest:
    RATES = [(date(2026, 1, 1), D("1.00")), (date(2026, 7, 1), D("2.00"))]

    def test_it_is_five_points_above_the_base_rate_for_each_day(self) -> None:
        assert finance.interest(D(3650), date(2026, 1, 1), date(2026, 1, 11), self.RATES, D(5)) == D("6.00")

    def test_a_new_rate_holds_from_its_day_on(self) -> None:
        before = finance.interest(D(1000), date(2026, 6, 1), date(2026, 7, 1), self.RATES, D(5))
        after = finance.interest(D(1000), date(2026, 7, 1), date(2026, 7, 31), self.RATES, D(5))
        both = finance.interest(D(1000), date(2026, 6, 1), date(2026, 7, 31), self.RATES, D(5))
        assert (before, after) == (D("4.93"), D("5.75"))
        assert both == D("10.68")

    def test_without_a_rate_for_the_beginning_nothing_is_said(self) -> None:
        assert finance.interest(D(1000), date(2025, 12, 31), date(2026, 2, 1), self.RATES, D(5)) is None
        assert finance.interest(D(1000), date(2026, 1, 1), date(2026, 2, 1), [], D(5)) is None

    def test_no_day_no_interest(self) -> None:
        assert finance.interest(D(1000), date(2026, 2, 1), date(2026, 2, 1), self.RATES, D(5)) == 0

    @given(st.lists(st.integers(1, 500), min_size=1, max_size=6), st.integers(0, 3000))
    def test_what_was_paid_last_comes_back_first(self, sums: list[int], recovered: int) -> None:
        payments = [finance.Payment(date(2026, 1, day), D(sum_)) for day, sum_ in enumerate(sums, start=1)]
        parts = finance.latest_first(payments, D(recovered))
        assert sum(part.amount for part in parts) == min(recovered, sum(sums))
        assert [part.day for part in parts] == sorted((part.day for part in parts), reverse=True)
        if parts:
            assert parts[0].day == payments[-1].day


def test_deficit_is_what_is_missing() -> None:
    assert finance.award(Financing.DEFICIT, DEFICIT_PLAN) == D("14500.00")
    actual = replace(DEFICIT_PLAN, eligible=D(18500), fees=D(900))
    assert finance.entitlement(DEFICIT, actual) == D("12600.00")


def test_deficit_spends_own_money_first() -> None:
    actual = replace(DEFICIT_PLAN, own=D(0))
    assert finance.entitlement(DEFICIT, actual) == D("14500.00")
    assert finance.entitlement(DEFICIT, replace(actual, eligible=D(19000))) == D("13500.00")


def test_fixed_sum_stays_down_to_the_costs() -> None:
    assert finance.entitlement(FIXED, Figures(eligible=D(5200))) == D("5000.00")
    assert finance.entitlement(FIXED, Figures(eligible=D(4600))) == D("4600.00")


def test_fixed_sum_in_the_stricter_variant() -> None:
    strict = replace(FIXED, other_income_reduces=True)
    assert finance.entitlement(strict, Figures(eligible=D(5200), third_party=D(900))) == D("4300.00")


def test_full_financing_falls_with_any_income() -> None:
    grant = Grant(Financing.FULL, D(6000), Figures(eligible=D(6000)))
    assert finance.entitlement(grant, Figures(eligible=D(5800), fees=D(100))) == D("5700.00")


@pytest.mark.parametrize(
    ("financing", "rate", "cap", "expected"),
    [
        (Financing.SHARE, D("0.8"), None, "16000.00"),
        (Financing.SHARE, D("0.8"), D(15000), "15000.00"),
        (Financing.DEFICIT, None, D(10000), "10000.00"),
        (Financing.FIXED, None, D(5000), "5000.00"),
        (Financing.FULL, None, None, "20000.00"),
        (Financing.FULL, None, D(6000), "6000.00"),
    ],
)
def test_award(financing: Financing, rate: D | None, cap: D | None, expected: str) -> None:
    assert finance.award(financing, SHARE_PLAN, rate=rate, cap=cap) == D(expected)


def test_a_grant_never_pays_for_volunteer_work() -> None:
    plan = Figures(eligible=D(1000), in_kind=D(400))
    assert finance.award(Financing.FULL, plan) == D("600.00")
    assert finance.award(Financing.SHARE, plan, rate=D("0.8")) == D("600.00")


def test_recovery_is_what_was_drawn_too_much() -> None:
    assert finance.recovery(D(16000), D(13600)) == D(2400)
    assert finance.recovery(D(5000), D(13600)) == D(0)


def test_minor_changes() -> None:
    assert finance.minor(D(500), D(500))
    assert not finance.minor(D("500.01"), D(500))
    assert not finance.minor(D(1), None)


@pytest.mark.parametrize(
    ("financing", "income", "entitled"),
    [
        (Financing.SHARE, 500, 16000), (Financing.SHARE, 501, "15599.20"),
        (Financing.DEFICIT, 500, 16000), (Financing.DEFICIT, 501, 15499),
        (Financing.FIXED, 501, 16000), (Financing.FULL, 500, 15500),
    ],
)  # fmt: skip
def test_little_more_income_than_planned_counts_only_above_the_limit_and_then_as_a_whole(
    financing: Financing, income: int, entitled: str
) -> None:
    plan = finance.Figures(eligible=D(20000), own=D(4000) if financing != Financing.FULL else D(0))
    maximum = D(16000)
    grant = finance.Grant(financing, maximum, plan, minor_change=D(500))
    eligible = D(20000) if financing != Financing.FULL else D(16000)
    actual = finance.Figures(eligible=eligible, third_party=D(income))
    assert finance.entitlement(grant, actual) == D(entitled)


def test_imbalance_has_a_sign() -> None:
    assert finance.imbalance([D("100.10"), D(50)], [D(150)]) == D("0.10")
    assert finance.imbalance([D(100)], [D(150)]) == D(-50)
    assert finance.imbalance([], []) == D(0)


def test_own_share_counts_volunteer_work_up_to_its_cap() -> None:
    plan = Figures(eligible=D(10000), own=D(500), in_kind=D(3000))
    assert finance.own_share(plan, volunteer_cap=D("0.15")) == D("0.2")
    assert finance.own_share(plan) == D("0.35")
    assert finance.own_share(Figures()) == 0


def test_the_part_of_the_costs_that_is_granted_is_told_to_a_hundredth_of_a_per_cent() -> None:
    assert finance.granted_share(D(2000), D(2500)) == D("0.8")
    assert finance.granted_share(D(2000), D(3000)) == D("0.6667")
    assert finance.granted_share(D(0), D(0)) == 0


def test_half_a_cent_is_rounded_up() -> None:
    assert finance.cents(D("0.005")) == D("0.01")
    assert finance.line_amount(D("2.5"), D("0.33")) == D("0.83")
    assert finance.volunteer_value(D("12.25"), D(15)) == D("183.75")


# -- the rule on deviations ----------------------------------------------------------------------

PLAN = {"fees": D(1000), "material": D(500), "travel": D(300)}


def test_a_category_may_grow_by_a_fifth_if_saved_elsewhere() -> None:
    found = finance.deviations(PLAN, {"fees": D(1200), "material": D(300), "travel": D(300)}, D("0.2"))
    assert found.allowed
    assert (found.over, found.saved) == (D(200), D(200))


@pytest.mark.parametrize(
    "actual",
    [
        {"fees": D("1200.01"), "material": D(100), "travel": D(100)},  # one category too high
        {"fees": D(1100), "material": D(500), "travel": D(300)},  # nothing saved elsewhere
        {"fees": D(900), "material": D(500), "travel": D(300), "investment": D(10)},  # not in the plan
    ],
)
def test_what_needs_consent(actual: dict[str, D]) -> None:
    assert not finance.deviations(PLAN, actual, D("0.2")).allowed


def test_an_award_without_a_limit_binds_in_total_only() -> None:
    assert finance.deviations(PLAN, {"fees": D(1700)}, None).allowed
    assert not finance.deviations(PLAN, {"fees": D(1801)}, None).allowed


def test_a_new_category_is_named() -> None:
    rows = finance.deviations(PLAN, {"investment": D(10)}, D("0.2")).rows
    assert [row.category for row in rows if row.is_new] == ["investment"]


def test_what_lacks_consent_does_not_count() -> None:
    spent = {"fees": D(1250), "material": D(100), "travel": D(100), "investment": D("48.50")}
    found = finance.deviations(PLAN, spent, D("0.2"))
    assert found.counted == {"fees": D(1200), "material": D(100), "travel": D(100), "investment": D(0)}
    assert found.uncounted == D("98.50")


def test_consent_lets_a_category_count_up_to_the_sum_that_it_names() -> None:
    spent = {"fees": D(1250), "material": D(100), "investment": D("48.50")}
    given = {"fees": D(1230), "investment": D(60)}
    found = finance.deviations(PLAN, spent, D("0.2"), given)
    assert found.counted == {"fees": D(1230), "material": D(100), "travel": D(0), "investment": D("48.50")}
    assert [row.category for row in found.rows if row.is_over] == ["fees"]
    assert finance.deviations(PLAN, spent, D("0.2"), given | {"fees": D(1250)}).allowed


def test_consent_to_all_costs_together_raises_the_whole() -> None:
    spent = {"fees": D(1100), "material": D(500), "travel": D(300)}
    assert finance.deviations(PLAN, spent, D("0.2")).uncounted == 0, "the sum awarded caps it, not the costs"
    assert not finance.deviations(PLAN, spent, D("0.2"), {finance.ALL_COSTS: D(1850)}).allowed
    assert finance.deviations(PLAN, spent, D("0.2"), {finance.ALL_COSTS: D(1900)}).allowed


# -- what must hold for any figures --------------------------------------------------------------

money = st.decimals(min_value=0, max_value=10**6, places=2)
shares = st.decimals(min_value=0, max_value=1, places=4)
financings = st.sampled_from(Financing)


@st.composite
def figures(draw: st.DrawFn) -> Figures:
    eligible = draw(money)
    in_kind = draw(st.decimals(min_value=0, max_value=eligible, places=2))
    return Figures(eligible, draw(money), draw(money), draw(money), in_kind)


@st.composite
def grants(draw: st.DrawFn) -> Grant:
    plan, financing = draw(figures()), draw(financings)
    maximum = finance.award(financing, plan, rate=draw(shares), cap=draw(st.none() | money))
    return Grant(financing, maximum, plan, draw(st.booleans()))


@given(financings, figures(), st.none() | shares, st.none() | money)
def test_an_award_stays_within_cap_and_cash(
    financing: Financing, plan: Figures, rate: D | None, cap: D | None
) -> None:
    amount = finance.award(financing, plan, rate=rate, cap=cap)
    assert 0 <= amount <= plan.cash
    assert cap is None or amount <= cap
    assert amount == finance.cents(amount)


@given(grants(), figures())
def test_an_entitlement_stays_within_award_and_cash(grant: Grant, actual: Figures) -> None:
    entitled = finance.entitlement(grant, actual)
    assert 0 <= entitled <= grant.maximum
    assert entitled <= actual.cash
    assert entitled == finance.cents(entitled)


@given(grants(), figures(), money)
def test_more_income_never_raises_an_entitlement(grant: Grant, actual: Figures, gift: D) -> None:
    richer = replace(actual, third_party=actual.third_party + gift)
    assert finance.entitlement(grant, richer) <= finance.entitlement(grant, actual)


@given(grants(), figures(), money)
def test_more_costs_never_lower_an_entitlement(grant: Grant, actual: Figures, more: D) -> None:
    dearer = replace(actual, eligible=actual.eligible + more)
    assert finance.entitlement(grant, dearer) >= finance.entitlement(grant, actual)


@given(grants())
def test_what_goes_as_planned_earns_the_award_where_own_money_was_not_doubled(grant: Grant) -> None:
    if grant.plan.eligible == grant.plan.other + grant.maximum:
        assert finance.entitlement(grant, grant.plan) == grant.maximum


@given(money, grants(), figures())
def test_recovery_and_entitlement_cover_what_was_drawn(drawn: D, grant: Grant, actual: Figures) -> None:
    entitled = finance.entitlement(grant, actual)
    assert finance.recovery(drawn, entitled) == max(D(0), drawn - entitled)


categories = st.dictionaries(st.sampled_from("abcdef"), money)


@given(categories, categories, st.none() | shares)
def test_deviations_add_up(plan: dict[str, D], actual: dict[str, D], rate: D | None) -> None:
    found = finance.deviations(plan, actual, rate)
    assert found.plan == sum(plan.values())
    assert found.actual == sum(actual.values())
    assert found.actual - found.plan == found.over - found.saved
    assert found.within_total == (found.over <= found.saved)
    assert found.actual == sum(found.counted.values()) + found.uncounted


@given(categories, categories, st.none() | shares)
def test_what_is_left_of_a_category_can_be_spent_and_not_a_cent_more(
    plan: dict[str, D], actual: dict[str, D], rate: D | None
) -> None:
    known = {category: actual[category] for category in actual if category in plan}
    found = finance.deviations(plan, known, rate)
    for row in found.rows:
        left = found.left(row, is_limited=rate is not None)
        assert left >= 0
        if found.allowed:
            assert finance.deviations(plan, known | {row.category: row.actual + left}, rate).allowed
        more = known | {row.category: row.actual + left + finance.CENT}
        assert not finance.deviations(plan, more, rate).allowed
