"""The plan as it is awarded: what was asked for, what is given, and what the organisation brings itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from funding.choices import CostCategory, IncomeSource
from funding.finance.amounts import CENT, ZERO
from funding.finance.plans import Line, Plan


@dataclass(frozen=True)
class Change:
    """A category or source of the plan in EUR: as asked for and as awarded."""

    kind: str
    asked: Decimal
    awarded: Decimal

    @property
    def difference(self) -> Decimal:
        return self.awarded - self.asked


@dataclass(frozen=True)
class AwardedPlan:
    """Both sides of an awarded plan beside what was asked for, in the order of the plan."""

    costs: tuple[Change, ...]
    incomes: tuple[Change, ...]

    @property
    def cost_sum(self) -> Change:
        return _sum(self.costs)

    @property
    def income_sum(self) -> Change:
        return _sum(self.incomes)

    @property
    def own(self) -> Change:
        """The money that the organisation has to bring itself."""
        return self._income(IncomeSource.OWN)

    @property
    def grant(self) -> Change:
        return self._income(IncomeSource.GRANT)

    @property
    def surplus(self) -> Decimal:
        """Income in EUR that the costs do not use up; a plan with a surplus cannot be awarded."""
        return max(ZERO, self.income_sum.awarded - self.cost_sum.awarded)

    @property
    def is_changed(self) -> bool:
        return any(change.difference for change in (*self.costs, *self.incomes))

    @property
    def plan(self) -> Plan:
        """The awarded plan alone, as the rules of a programme read it."""
        return Plan(_lines(self.costs), _lines(self.incomes))

    def _income(self, source: str) -> Change:
        return next(change for change in self.incomes if change.kind == source)


def _sum(changes: tuple[Change, ...]) -> Change:
    return Change(
        "", sum((change.asked for change in changes), ZERO), sum((change.awarded for change in changes), ZERO)
    )


def _lines(changes: tuple[Change, ...]) -> tuple[Line, ...]:
    return tuple(Line(change.kind, change.awarded) for change in changes if change.awarded)


def awarded_plan(asked: Plan, costs: Mapping[str, Decimal], grant: Decimal) -> AwardedPlan:
    """What `asked` becomes with these eligible `costs` by category and this `grant`, in EUR.

    Volunteer work counts as income what it counts as cost, money of others stays, and one's own money is
    what then remains: it rises where the grant is cut and falls where only costs are.
    """
    given = {source: asked.income(source) for source in IncomeSource} | {
        IncomeSource.IN_KIND: costs.get(CostCategory.IN_KIND, ZERO),
        IncomeSource.GRANT: grant,
        IncomeSource.OWN: ZERO,
    }
    given[IncomeSource.OWN] = max(ZERO, sum(costs.values(), ZERO) - sum(given.values(), ZERO))
    return compared(asked, costs, {source.value: amount for source, amount in given.items()})


def compared(asked: Plan, costs: Mapping[str, Decimal], incomes: Mapping[str, Decimal]) -> AwardedPlan:
    """What was awarded, in EUR by category and by source, beside what was asked for."""
    money = (IncomeSource.OWN, IncomeSource.GRANT)
    return AwardedPlan(
        costs=tuple(
            Change(kind.value, asked.cost(kind), costs.get(kind, ZERO))
            for kind in CostCategory
            if asked.cost(kind) or costs.get(kind)
        ),
        incomes=tuple(
            Change(source.value, asked.income(source), incomes.get(source, ZERO))
            for source in IncomeSource
            if asked.income(source) or incomes.get(source) or source in money
        ),
    )


def costs_for_own_money(asked: Plan, costs: Mapping[str, Decimal], grant: Decimal) -> dict[str, Decimal]:
    """`costs` lowered in equal parts until one's own money is what was asked for, in EUR by category.

    Volunteer work stays, since no money pays for it; costs that are low enough stay as they are.
    """
    others = (IncomeSource.OWN, IncomeSource.FEES, IncomeSource.PRIVATE, IncomeSource.PUBLIC)
    return _paid_lowered_to(costs, sum((asked.income(source) for source in others), grant))


def costs_lowered_to(costs: Mapping[str, Decimal], eligible: Decimal) -> dict[str, Decimal]:
    """`costs` lowered in equal parts to the sum `eligible`, in EUR by category; volunteer work stays."""
    return _paid_lowered_to(costs, max(ZERO, eligible - costs.get(CostCategory.IN_KIND, ZERO)))


def _paid_lowered_to(costs: Mapping[str, Decimal], wanted: Decimal) -> dict[str, Decimal]:
    paid = {kind: amount for kind, amount in costs.items() if kind != CostCategory.IN_KIND}
    whole = sum(paid.values(), ZERO)
    if whole <= wanted:
        return dict(costs)
    lowered, so_far, given_so_far = dict(costs), ZERO, ZERO
    for kind, amount in paid.items():  # rounded on the running sum, so that no cent is lost or made
        so_far += amount
        share = (so_far * wanted / whole).quantize(CENT, ROUND_DOWN)
        lowered[kind], given_so_far = share - given_so_far, share
    return lowered
