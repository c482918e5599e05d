"""What is left of the plan by kind of cost: told where expenses are entered, before it is too late."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from funding.choices import CostCategory
from funding.finance import ALL_COSTS, ZERO, CategoryDeviation, Deviations

# Below this part of its plan little is left of a kind of cost.
LITTLE = Decimal("0.1")


@dataclass(frozen=True)
class Row:
    """A kind of cost of the plan, and what may still be spent on it without asking; amounts in EUR."""

    label: str
    plan: Decimal
    actual: Decimal
    left: Decimal

    @property
    def is_short(self) -> bool:
        return self.left < self.plan * LITTLE


@dataclass(frozen=True)
class Leeway:
    """The kinds of cost that are paid in money, in the order of the plan."""

    rows: tuple[Row, ...]

    @property
    def is_short(self) -> bool:
        """Of one of them little is left."""
        return any(row.is_short for row in self.rows)


def leeway_of(figures: Mapping[str, Any]) -> Leeway:
    """What is left by the figures of a proof."""
    agreed = {row["category"]: Decimal(row["limit"]) for row in figures["consents"]}
    found = Deviations(tuple(map(_deviation, figures["costs"])), agreed.get(ALL_COSTS, ZERO))
    is_limited = figures["sums"]["deviation_rate"] is not None
    return Leeway(
        tuple(
            Row(
                str(CostCategory(row.category).label),
                row.plan,
                row.actual,
                found.left(row, is_limited=is_limited),
            )
            for row in found.rows
            if row.plan and row.category != CostCategory.IN_KIND
        )
    )


def _deviation(row: Mapping[str, Any]) -> CategoryDeviation:
    plan, actual, limit = (Decimal(row[name]) for name in ("plan", "actual", "limit"))
    return CategoryDeviation(row["category"], plan, actual, limit)
