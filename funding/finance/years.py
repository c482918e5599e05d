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


def payable_by(
    year: int, parts: Mapping[int, Decimal], paid: Mapping[int, Decimal], *, lapses: bool = False
) -> Decimal | None:
    """What may have been paid out in all by the end of `year`, in EUR, of a grant that calendar years bear.

    None where no year bounds it: that is the grant itself. `parts`: what each year bears. `paid`: what was
    paid out in each year. What a year did not use is carried on to the next one, unless it `lapses`; the
    money of the last year stays until the grant is settled.

    Doubtful: funding.md section 1 says only that plans are bound to budget years. That money of a year may be
    carried on, or has to be asked for anew, is from general knowledge (§ 45 of the budget codes).
    """
    if not parts or (not lapses and year >= max(parts)):
        return None
    if not lapses:
        return sum((amount for each, amount in parts.items() if each <= year), ZERO)
    bearing = min(year, max(parts))
    before = sum((amount for each, amount in paid.items() if each < bearing), ZERO)
    return before + parts.get(bearing, ZERO)


def paid_beyond(bound: Mapping[int, Decimal], paid: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """By year, what was paid in EUR beyond what is bound in it and what earlier years had left over."""
    found, left = {}, ZERO
    for year in sorted({*bound, *paid}):
        left += bound.get(year, ZERO) - paid.get(year, ZERO)
        if left < 0:
            found[year], left = -left, ZERO
    return found
