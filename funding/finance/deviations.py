"""The plan against what was spent, by category (the rule on deviations of most side conditions).

ANBest-P Nr. 1.2: the plan binds in total; a category may be exceeded by a fifth if that is saved elsewhere.
What goes beyond, or is not in the plan at all, counts only with the consent of the authority.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from funding.finance.amounts import ZERO, cents

ALL_COSTS = ""  # consent to all costs together, in place of a category


@dataclass(frozen=True)
class CategoryDeviation:
    """Plan and actual costs of one category in EUR."""

    category: str
    plan: Decimal
    actual: Decimal
    limit: Decimal  # what the category may reach without consent, or with the consent given

    @property
    def difference(self) -> Decimal:
        return self.actual - self.plan

    @property
    def counted(self) -> Decimal:
        """What is eligible of it as things stand."""
        return min(self.actual, self.limit)

    @property
    def is_new(self) -> bool:
        """Money was spent on something that is not in the plan: needs consent."""
        return self.plan == 0 and self.actual > 0

    @property
    def is_over(self) -> bool:
        return self.actual > self.limit


@dataclass(frozen=True)
class Deviations:
    """The plan against what was spent, by category."""

    rows: tuple[CategoryDeviation, ...]
    agreed: Decimal = ZERO  # what all costs together may reach by consent

    @property
    def plan(self) -> Decimal:
        return sum((row.plan for row in self.rows), ZERO)

    @property
    def actual(self) -> Decimal:
        return sum((row.actual for row in self.rows), ZERO)

    @property
    def counted(self) -> dict[str, Decimal]:
        """What is eligible by category: beyond a limit nothing is, until the authority consents.

        Costs above the whole plan stay in: they never raise a grant, but may use up extra income.
        """
        return {row.category: row.counted for row in self.rows}

    @property
    def uncounted(self) -> Decimal:
        """The sum that would count with consent only."""
        return sum((row.actual - row.counted for row in self.rows), ZERO)

    @property
    def over(self) -> Decimal:
        """The sum by which categories exceed their plan."""
        return sum((max(ZERO, row.difference) for row in self.rows), ZERO)

    @property
    def saved(self) -> Decimal:
        """The sum that other categories saved."""
        return sum((max(ZERO, -row.difference) for row in self.rows), ZERO)

    @property
    def within_total(self) -> bool:
        """The plan binds in total; equally, what is exceeded was saved elsewhere."""
        return self.actual <= max(self.plan, self.agreed)

    def left(self, row: CategoryDeviation, *, is_limited: bool) -> Decimal:
        """What may still be spent in EUR on a category of the plan before the authority has to be asked.

        `is_limited`: the award sets a limit by category; else the plan binds in total only.
        """
        whole = max(self.plan, self.agreed) - self.actual
        return max(ZERO, min(whole, row.limit - row.actual) if is_limited else whole)

    @property
    def allowed(self) -> bool:
        """No further consent of the authority is needed."""
        return self.within_total and not any(row.is_over for row in self.rows)


def deviations(
    plan: Mapping[str, Decimal],
    actual: Mapping[str, Decimal],
    rate: Decimal | None,
    consented: Mapping[str, Decimal] | None = None,
) -> Deviations:
    """Compare by category, in the order of `plan`: each may be exceeded by `rate` if saved elsewhere.

    `rate` is the award's (0.2 in most side conditions); None means that the award sets no limit by category.
    `consented` is what a category, or `ALL_COSTS`, may reach in EUR because the authority agreed.
    """
    consented = consented or {}
    order = [*plan, *(category for category in actual if category not in plan)]
    return Deviations(
        tuple(
            _deviation(
                category,
                plan.get(category, ZERO),
                actual.get(category, ZERO),
                rate,
                consented.get(category, ZERO),
            )
            for category in order
        ),
        consented.get(ALL_COSTS, ZERO),
    )


def _deviation(
    category: str, plan: Decimal, actual: Decimal, rate: Decimal | None, agreed: Decimal
) -> CategoryDeviation:
    limit = max(plan, actual) if rate is None else cents(plan * (1 + rate))
    return CategoryDeviation(category, plan, actual, max(limit, agreed))
