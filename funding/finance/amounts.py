"""Amounts in EUR as `Decimal` with cents."""

from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal("0.00")
CENT = Decimal("0.01")


def cents(amount: Decimal) -> Decimal:
    """`amount` in EUR rounded to whole cents, half away from zero."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def line_amount(units: Decimal, price: Decimal) -> Decimal:
    """A line of the cost plan: `units` times `price` in EUR, in cents."""
    return cents(units * price)
