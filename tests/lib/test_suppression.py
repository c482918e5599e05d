"""What is shown of a sum tells nothing small, however it is turned."""

from decimal import Decimal
from itertools import combinations, permutations

from hypothesis import given
from hypothesis import strategies as st

from portal.lib.suppression import SMALLEST, of_amounts, of_cells, of_parts

PARTS = st.lists(st.integers(0, 14), min_size=2, max_size=6)


@given(PARTS)
def test_no_way_of_adding_and_subtracting_gives_a_small_number(parts):
    shown = [part for part in of_parts(parts) if part is not None]
    is_whole = len(shown) == len(parts)
    for size in range(1, len(shown) + 1):
        for some in combinations(shown, size):
            assert sum(some) >= SMALLEST
            if sum(parts) >= SMALLEST and not (is_whole and size == len(shown)):
                assert sum(parts) - sum(some) >= SMALLEST


@given(st.lists(st.integers(0, 11), min_size=2, max_size=4))
def test_who_knows_the_rule_finds_no_part_that_stays_back(parts):
    """All tables with the same whole and the same page: each hidden part has several values in them."""
    page = of_parts(parts)
    hidden = [place for place, part in enumerate(page) if part is None]
    missing = sum(parts[place] for place in hidden)
    if sum(parts) < SMALLEST:
        return  # then the whole is not shown
    values = {place: set() for place in hidden}
    for guess in filled(missing, len(hidden)):
        table = list(page)
        for place, part in zip(hidden, guess, strict=True):
            table[place] = part
        if of_parts(table) == page:
            for place in hidden:
                values[place].add(table[place])
    assert {place: found for place, found in values.items() if len(found) < 2} == {}


QUARTERS = st.integers(0, 400).map(lambda number: Decimal(number) / 4)
AMOUNTS = st.lists(QUARTERS, max_size=8)


@given(AMOUNTS)
def test_a_sum_of_amounts_is_of_five_at_least_and_no_small_number(amounts):
    shown = of_amounts(amounts)
    if shown is not None:
        assert sum(amount > 0 for amount in amounts) >= SMALLEST
        assert shown >= SMALLEST
        assert abs(shown - sum(amounts)) <= Decimal("0.5")


@given(AMOUNTS)
def test_who_gave_one_amount_himself_cannot_guess_another_from_the_sum(amounts):
    """He subtracts his own: what he takes for the other's is wrong by a quarter at least."""
    if of_amounts(amounts) is not None:
        for own, other in permutations(amounts, 2):
            assert sum(amounts) - own - other >= other / 4


CELLS = st.lists(st.dictionaries(st.sampled_from("abcdefghij"), QUARTERS, max_size=9), min_size=1, max_size=6)


def telling(amounts):
    """Whether a sum of these tells too much: of few, or of one who is guessed by somebody in it."""
    given_ = [amount for amount in amounts if amount > 0]
    return len(given_) < SMALLEST or any(
        sum(given_) - own - other < other / 4 for own, other in permutations(given_, 2)
    )


def merged(cells):
    found = {}
    for cell in cells:
        for key, amount in cell.items():
            found[key] = found.get(key, 0) + amount
    return found.values()


@given(CELLS)
def test_no_way_of_adding_and_subtracting_cells_comes_to_the_sum_of_a_few(cells):
    """All that is known are the cells shown and the whole; what they give is a sum of whole cells."""
    whole, shown = of_cells(cells)
    known = [cell for cell, sum_ in zip(cells, shown, strict=True) if sum_ is not None]
    back = [cell for cell, sum_ in zip(cells, shown, strict=True) if sum_ is None]
    if whole is None:
        assert known == []
        return
    for size in range(len(known) + 1):
        for some in combinations(known, size):
            if some:
                assert not telling(merged(some))
            if back:
                assert not telling(merged([*some, *back]))


def test_cells_that_hide_nothing_are_all_shown():
    five = dict.fromkeys("abcde", Decimal(10))
    assert of_cells([five, five, dict.fromkeys("fghijk", Decimal(2))]) == (112, [50, 50, 12])


def test_a_single_small_cell_takes_the_next_smallest_with_it():
    large, small = dict.fromkeys("abcde", Decimal(10)), dict.fromkeys("fghij", Decimal(4))
    assert of_cells([large, small, {"k": Decimal(9)}]) == (79, [50, None, None])


def filled(whole, number):
    """All ways to part `whole` into `number` parts."""
    if number == 0:
        return
    if number == 1:
        yield (whole,)
        return
    for first in range(whole + 1):
        for rest in filled(whole - first, number - 1):
            yield (first, *rest)
