"""Small numbers are kept back, so that a sum over organisations tells nothing about one of them."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
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


def of_members(parts: Sequence[int], insiders: int = 0) -> tuple[int | None, list[int | None]]:
    """How many stand in all parts and in each (nobody in two), for everybody: in fives; None stays back.

    At most `insiders` of them know of each other where they stand. Whoever takes his own out of what is shown
    finds five others at least: in each part that is told, in those that stay back together, and in the whole.
    All of it follows from what `of_parts` shows and from how many insiders there are, never from where they
    stand: so who reads those numbers as well learns nothing from what is told here, or stays back. Fives keep
    one who comes or goes from being seen in two tables of two years.

    >>> of_members([8, 5, 3])
    (15, [10, None, None])
    >>> of_members([8, 7], insiders=4)
    (15, [None, None])
    """
    least = SMALLEST + insiders
    if sum(parts) < least:
        return None, [None for _part in parts]
    shown = [part if part is not None and part >= least else None for part in of_parts(parts)]
    while any(shown) and None in shown and _left_out(parts, shown) < least:
        limit = min(part for part in shown if part is not None)
        shown = [None if part is None or part == limit else part for part in shown]
    return in_fives(sum(parts)), [None if part is None else in_fives(part) for part in shown]


def _left_out(parts: Sequence[int], shown: Sequence[int | None]) -> int:
    return sum(part for part, told in zip(parts, shown, strict=True) if told is None)


def in_fives(number: int) -> int:
    """The nearest multiple of five.

    >>> in_fives(7), in_fives(8)
    (5, 10)
    """
    return SMALLEST * ((number + SMALLEST // 2) // SMALLEST)


type Cells[Key] = Sequence[Mapping[Key, Decimal]]


def of_cells[Key](
    cells: Cells[Key],
    *,
    insiders: Sequence[Collection[Key]] = (),
    giver: Callable[[Key], object] = lambda key: key,
) -> tuple[int | None, list[int | None]]:
    """The sum of all cells, and of each, of what several (the keys) have in them; None for what stays back.

    Each who gives is told apart, since one may stand in several cells. What stays back is, all together, a
    sum that may be shown itself: the next smallest cells stay back until it is. So adding and subtracting
    what is shown never comes to a sum of fewer than five, or to one that tells what the largest has.

    `insiders` know what some keys have in the cells: for each of them the same holds of all that is left,
    unless nothing is. `giver` says whose a key is, where one gives under several keys.

    >>> five = dict.fromkeys("abcde", Decimal(10))
    >>> of_cells([five, five, {"f": Decimal(30)}])
    (130, [None, None, None])
    >>> of_cells([five, dict.fromkeys("fghij", Decimal(4)), {"k": Decimal(9)}])
    (79, [50, None, None])
    >>> of_cells([dict.fromkeys("abcdef", Decimal(2))], insiders=["abc"])
    (None, [None])
    """

    def sum_of(some: Cells[Key]) -> int | None:
        return _told_to_all(_together(some), insiders, giver)

    whole = sum_of(cells)
    if whole is None:
        return None, [None for _cell in cells]
    shown = [sum_of([cell]) for cell in cells]
    while None in shown and sum_of(_kept_back(cells, shown)) is None:
        limit = min(sum_ for sum_ in shown if sum_ is not None)
        shown = [None if sum_ is None or sum_ == limit else sum_ for sum_ in shown]
    return whole, shown


def _kept_back[Key](cells: Cells[Key], shown: Sequence[int | None]) -> Cells[Key]:
    """The cells that stay back: anybody can work out the sum of all of them."""
    return [cell for cell, sum_ in zip(cells, shown, strict=True) if sum_ is None]


def _told_to_all[Key](
    amounts: Mapping[Key, Decimal],
    insiders: Sequence[Collection[Key]],
    giver: Callable[[Key], object],
) -> int | None:
    """The sum, if neither the public nor an insider learns too much from it."""
    for known_keys in insiders:
        left = {key: amount for key, amount in amounts.items() if amount > 0 and key not in known_keys}
        if left and _by_giver(left, giver) is None:
            return None
    return _by_giver(amounts, giver)


def _by_giver[Key](amounts: Mapping[Key, Decimal], giver: Callable[[Key], object]) -> int | None:
    return of_amounts(list(_together([{giver(key): amount} for key, amount in amounts.items()]).values()))


def _together[Key](cells: Iterable[Mapping[Key, Decimal]]) -> dict[Key, Decimal]:
    found: dict[Key, Decimal] = {}
    for cell in cells:
        for key, amount in cell.items():
            found[key] = found.get(key, Decimal(0)) + amount
    return found
