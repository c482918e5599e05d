"""A grant and a plan over calendar years, since money of a budget is spent in its year."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from funding.finance.amounts import ZERO, cents


@dataclass(frozen=True)
class YearSum:
    """What a plan costs and takes in within a calendar year, and what of the grant it needs then; EUR."""

    year: int
    costs: Decimal
    incomes: Decimal
    grant: Decimal

    @property
    def balance(self) -> Decimal:
        """Income less costs: below 0 money is missing in the year, above it is too much."""
        return self.incomes - self.costs

    @property
    def gap(self) -> Decimal:
        """By how much both differ."""
        return abs(self.balance)


def by_year(amount: Decimal, asked: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """`amount` EUR by calendar year, in the proportions in which it was `asked` for.

    The cents add up; a year that gets nothing is left out. Without anything asked for there is no year.
    """
    whole = sum(asked.values(), ZERO)
    if not whole:
        return {}
    found, given, so_far = {}, ZERO, ZERO
    for year in sorted(asked):
        so_far += asked[year]
        until = cents(amount * so_far / whole)
        found[year], given = until - given, until
    return {year: part for year, part in found.items() if part}
