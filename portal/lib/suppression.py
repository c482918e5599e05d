"""Small numbers are kept back, so that a sum over organisations tells nothing about one of them."""

from collections.abc import Sequence

# The smallest number that is shown. Nothing is kept back as well: that all others answered is also news.
SMALLEST = 5


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
