"""What is shown of a sum tells nothing small, however it is turned."""

from decimal import Decimal
from itertools import combinations, permutations

from hypothesis import given
from hypothesis import strategies as st

from portal.lib.suppression import SMALLEST, of_amounts, of_parts

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
