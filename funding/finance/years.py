"""A grant over calendar years, since money of a budget is spent in its year."""

from collections.abc import Mapping
from decimal import Decimal

from funding.finance.amounts import ZERO, cents


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
