"""The plan against what was spent, by category (the rule on deviations of most side conditions)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from funding.finance.amounts import ZERO, cents


@dataclass(frozen=True)
class CategoryDeviation:
    """Plan and actual costs of one category in EUR."""

    category: str
    plan: Decimal
    actual: Decimal
    limit: Decimal  # what the category may reach without consent

    @property
    def difference(self) -> Decimal:
        return self.actual - self.plan

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

    @property
    def plan(self) -> Decimal:
        return sum((row.plan for row in self.rows), ZERO)

    @property
    def actual(self) -> Decimal:
        return sum((row.actual for row in self.rows), ZERO)

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
        return self.actual <= self.plan

    @property
    def allowed(self) -> bool:
        """No consent of the authority is needed."""
        return self.within_total and not any(row.is_over for row in self.rows)


def deviations(
    plan: Mapping[str, Decimal], actual: Mapping[str, Decimal], rate: Decimal | None
) -> Deviations:
    """Compare by category, in the order of `plan`: each may be exceeded by `rate` if saved elsewhere.

    `rate` is the award's (0.2 in most side conditions); None means that the award sets no limit by category.
    """
    order = [*plan, *(category for category in actual if category not in plan)]
    return Deviations(
        tuple(
            _deviation(category, plan.get(category, ZERO), actual.get(category, ZERO), rate)
            for category in order
        )
    )


def _deviation(category: str, plan: Decimal, actual: Decimal, rate: Decimal | None) -> CategoryDeviation:
    limit = max(plan, actual) if rate is None else cents(plan * (1 + rate))
    return CategoryDeviation(category, plan, actual, limit)
