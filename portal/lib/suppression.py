"""Small numbers are kept back, so that a sum over organisations tells nothing about one of them."""

from collections.abc import Iterable, Mapping, Sequence
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


def of_cells[Key](cells: Sequence[Mapping[Key, Decimal]]) -> tuple[int | None, list[int | None]]:
    """The sum of all cells, and of each, of what several (the keys) have in them; None for what stays back.

    Each who gives is told apart, since one may stand in several cells. What stays back is, all together, a
    sum that may be shown itself: the next smallest cells stay back until it is. So adding and subtracting
    what is shown never comes to a sum of fewer than five, or to one that tells what the largest has.

    >>> five = dict.fromkeys("abcde", Decimal(10))
    >>> of_cells([five, five, {"f": Decimal(30)}])
    (130, [None, None, None])
    >>> of_cells([five, dict.fromkeys("fghij", Decimal(4)), {"k": Decimal(9)}])
    (79, [50, None, None])
    """
    whole = of_amounts(list(_together(cells).values()))
    if whole is None:
        return None, [None for _cell in cells]
    shown = [of_amounts(list(cell.values())) for cell in cells]
    while None in shown and not _may_be_known(cells, shown):
        limit = min(sum_ for sum_ in shown if sum_ is not None)
        shown = [None if sum_ is None or sum_ == limit else sum_ for sum_ in shown]
    return whole, shown


def _may_be_known[Key](cells: Sequence[Mapping[Key, Decimal]], shown: Sequence[int | None]) -> bool:
    """Whether the sum of the cells that stay back, which anybody can work out, tells too little."""
    back = [cell for cell, sum_ in zip(cells, shown, strict=True) if sum_ is None]
    return of_amounts(list(_together(back).values())) is not None


def _together[Key](cells: Iterable[Mapping[Key, Decimal]]) -> dict[Key, Decimal]:
    found: dict[Key, Decimal] = {}
    for cell in cells:
        for key, amount in cell.items():
            found[key] = found.get(key, Decimal(0)) + amount
    return found
