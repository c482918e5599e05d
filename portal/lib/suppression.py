"""Small numbers are kept back, so that a sum over organisations tells nothing about one of them."""

from collections.abc import Sequence
from decimal import Decimal

# The smallest number that is shown. Nothing is kept back as well: that all others answered is also news.
SMALLEST = 5
# The largest share of a sum must not be guessed closer than to one part in so many of itself.
CLOSEST = 4


def known(number: int) -> int | None:
    """The number if it may be shown, else None.

    >>> known(5), known(4)
    (5, None)
    """
    return number if number >= SMALLEST else None


def of_parts(parts: Sequence[int]) -> list[int | None]:
    """The parts of a whole whose sum is known too; None for those that stay back.

    With the small parts the smallest of the others stay back, all that are equal. So whoever knows this rule
    and subtracts finds only the sum of what is missing: dealt out in another order it gives the same page.

    >>> of_parts([3, 6, 20]), of_parts([9, 6, 20]), of_parts([0, 5, 5, 20])
    ([None, None, 20], [9, 6, 20], [None, None, None, 20])
    """
    if min(parts, default=SMALLEST) >= SMALLEST:
        return list(parts)
    limit = min((part for part in parts if part >= SMALLEST), default=SMALLEST)
    return [part if part > limit else None for part in parts]


def of_amounts(amounts: Sequence[Decimal]) -> int | None:
    """The sum, in whole numbers, of what several have (none less than nothing); None if it tells too much.

    Five at least have something. And even who has the second largest amount, and subtracts it, can not guess
    the largest closer than to a quarter: what all others have is too much (the p% rule of official
    statistics).

    >>> of_amounts([Decimal(9), Decimal(8), Decimal(7), Decimal(6), Decimal("5.5")])
    36
    >>> of_amounts([Decimal(90), Decimal(8), Decimal(7), Decimal(6), Decimal("5.5")]) is None
    True
    """
    given = sorted((amount for amount in amounts if amount > 0), reverse=True)
    if len(given) < SMALLEST or sum(given[2:]) * CLOSEST < given[0]:
        return None
    return known(round(sum(given)))
