"""The arithmetic of grants, pure and typed: EUR as `Decimal` with cents.

Formulas after the German rules for project funding (Zuwendungsrecht, §§ 23, 44 of the budget codes and
their side conditions). Every rate, cap and limit comes in as an argument: a notice always beats a default.
The results are *expected* values; the authority decides.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from funding.choices import Financing
from funding.finance.amounts import ZERO, cents


@dataclass(frozen=True)
class Figures:
    """The sums of a plan or of what really happened, in EUR.

    `eligible` includes `in_kind`, the value of volunteer work booked as cost and as income alike.
    """

    eligible: Decimal = ZERO
    own: Decimal = ZERO
    third_party: Decimal = ZERO
    fees: Decimal = ZERO
    in_kind: Decimal = ZERO

    @property
    def cash(self) -> Decimal:
        """Eligible costs that are really paid."""
        return self.eligible - self.in_kind

    @property
    def other(self) -> Decimal:
        """All income besides the grant, volunteer work included."""
        return self.own + self.third_party + self.fees + self.in_kind

    @property
    def foreign(self) -> Decimal:
        """Income besides the grant and one's own money."""
        return self.third_party + self.fees


@dataclass(frozen=True)
class Grant:
    """What was awarded: type, highest sum in EUR and the plan it rests on."""

    financing: Financing
    maximum: Decimal
    plan: Figures
    other_income_reduces: bool = False  # a fixed sum falls with other income (stricter variant of a Land)
    minor_change: Decimal | None = None  # more income than planned counts only above this sum in all


def award(
    financing: Financing,
    plan: Figures,
    *,
    rate: Decimal | None = None,
    cap: Decimal | None = None,
) -> Decimal:
    """The highest grant in EUR that the rules give for `plan`.

    `rate` is the part of the eligible costs (share financing), `cap` the highest or the fixed sum; None
    means that the programme names none. Never above the cash costs, never negative.
    """
    match financing:
        case Financing.SHARE:
            sum_ = (Decimal(1) if rate is None else rate) * plan.eligible
        case Financing.DEFICIT:
            sum_ = plan.eligible - plan.other
        case Financing.FIXED:
            sum_ = plan.eligible if cap is None else cap
        case Financing.FULL:
            sum_ = plan.eligible
    if cap is not None:
        sum_ = min(sum_, cap)
    return cents(max(ZERO, min(sum_, plan.cash)))


def extra_income(plan: Figures, actual: Figures) -> Decimal:
    """Income above the plan that higher costs did not use up (`X` of share financing), in EUR.

    A clause of Lower Saxony was read so by a court (VG Hannover, 25.06.2003, 6 A 3946/01).
    """
    more_income = actual.foreign - plan.foreign
    more_costs = max(ZERO, actual.eligible - plan.eligible)
    return max(ZERO, more_income - more_costs)


@dataclass(frozen=True)
class Step:
    """A step from the costs that count to the grant: what it does, and its sum in EUR."""

    kind: str
    amount: Decimal


def entitlement(grant: Grant, actual: Figures) -> Decimal:
    """What the organisation may keep of the grant in the end, as an expected value in EUR.

    Between nothing and the award, and never above the eligible costs really paid.
    """
    return way(grant, actual)[-1].amount


def way(grant: Grant, actual: Figures) -> tuple[Step, ...]:
    """How the grant follows from the eligible costs of `actual`; the last step is what one is entitled to.

    Kinds: `planned` (no more than the plan counts), `share` (the part that the award pays), `extra_income`,
    `own`, `foreign` and `in_kind` (taken off), `awarded`, `needed` and `paid` (no more than these),
    `entitled`.
    """
    actual = _without_minor_income(grant, actual)
    own = max(grant.plan.own, actual.own) if grant.financing == Financing.DEFICIT else actual.own
    less = {"own": own, "foreign": actual.foreign, "in_kind": actual.in_kind}
    if grant.financing == Financing.SHARE:
        steps, sum_ = _share_of(grant, actual)
    else:
        if grant.financing == Financing.FIXED and not grant.other_income_reduces:
            less = {}
        steps = [Step(kind, amount) for kind, amount in less.items() if amount]
        sum_ = actual.eligible - sum(less.values(), ZERO)
    for kind, most in (("awarded", grant.maximum), ("needed", _needed(grant, actual)), ("paid", actual.cash)):
        if sum_ > most:
            sum_ = most
            steps.append(Step(kind, most))
    return (*steps, Step("entitled", cents(max(ZERO, sum_))))


def _needed(grant: Grant, actual: Figures) -> Decimal:
    """What other money leaves of the costs, at least of those of the plan: no grant is a surplus.

    Doubtful, from general knowledge (§§ 23, 44 of the budget codes: only as far as it is needed): funding.md
    section 2 names it neither for a fixed sum nor for a share whose other funders do not give less as well.
    """
    return max(ZERO, max(grant.plan.cash, actual.cash) - actual.foreign)


def with_later_income(grant: Grant, later: Figures) -> Decimal:
    """The grant in EUR if all goes by its plan, and the income `later` comes in besides.

    One's own money is what then remains, except where the financing spends it first.
    """
    plan = grant.plan
    more = {"third_party": plan.third_party + later.third_party, "fees": plan.fees + later.fees}
    return entitlement(grant, replace(plan, own=ZERO, **more))


def _without_minor_income(grant: Grant, actual: Figures) -> Figures:
    """`actual` with the income of the plan, if what came in besides is too little to count under the award.

    Source: funding.md section 2 (ANBest-P Nr. 2): in total, and not with full financing, where all counts.
    Once it is more than the limit, the whole of it counts.
    """
    more = actual.foreign - grant.plan.foreign
    if more <= 0 or grant.financing == Financing.FULL or not minor(more, grant.minor_change):
        return actual
    return replace(actual, third_party=grant.plan.third_party, fees=grant.plan.fees)


def _share_of(grant: Grant, actual: Figures) -> tuple[list[Step], Decimal]:
    plan, steps = grant.plan, []
    if plan.eligible <= 0:
        return [], ZERO
    if actual.eligible > plan.eligible:
        steps.append(Step("planned", plan.eligible))
    if extra := extra_income(plan, actual):
        steps.append(Step("extra_income", extra))
    sum_ = grant.maximum * (min(actual.eligible, plan.eligible) - extra) / plan.eligible
    return [*steps, Step("share", cents(sum_))], sum_


def recovery(drawn: Decimal, entitled: Decimal) -> Decimal:
    """What is to be paid back of the sum `drawn`, in EUR."""
    return max(ZERO, drawn - entitled)


def minor(change: Decimal, threshold: Decimal | None) -> bool:
    """Whether a change of this sum is too small to count under the award."""
    return threshold is not None and abs(change) <= threshold


def imbalance(costs: Iterable[Decimal], incomes: Iterable[Decimal]) -> Decimal:
    """Costs less income of a plan in EUR: 0 balances, more than 0 lacks money, less has too much."""
    return sum(costs, ZERO) - sum(incomes, ZERO)


def own_share(plan: Figures, *, volunteer_cap: Decimal | None = None) -> Decimal:
    """The part of the eligible costs that the organisation brings itself, 0 to 1.

    Volunteer work counts up to `volunteer_cap` of the eligible costs (None: without a limit).
    """
    if plan.eligible <= 0:
        return Decimal(0)
    return (plan.own + counted_in_kind(plan, volunteer_cap)) / plan.eligible


def counted_in_kind(plan: Figures, cap: Decimal | None) -> Decimal:
    """Volunteer work in EUR as far as it counts: at most `cap` of the eligible costs (None: all of it)."""
    return plan.in_kind if cap is None else min(plan.in_kind, cents(cap * plan.eligible))


def granted_share(amount: Decimal, eligible: Decimal) -> Decimal:
    """The part of the `eligible` costs that a grant of `amount` EUR is: 0 to 1, a hundredth of a per cent."""
    return (amount / eligible).quantize(Decimal("0.0001")) if eligible > 0 else Decimal(0)


def in_kind_limit(cash: Decimal, cap: Decimal | None) -> Decimal | None:
    """The most volunteer work in EUR beside `cash` costs, so that it stays within `cap` of both together."""
    if cap is None or cap >= 1:
        return None
    return cents(cash * cap / (1 - cap))


def volunteer_value(hours: Decimal, rate: Decimal) -> Decimal:
    """The value in EUR of volunteer `hours` at `rate` EUR an hour."""
    return cents(hours * rate)
