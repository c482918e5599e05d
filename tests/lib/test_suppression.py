"""What is shown of a sum tells nothing small, however it is turned."""

from decimal import Decimal
from itertools import combinations, permutations, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.lib.suppression import SMALLEST, known, of_amounts, of_cells, of_members, of_parts

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


OWN = st.lists(st.sets(st.sampled_from("abcdefghij")), min_size=1, max_size=2)


@given(CELLS, OWN)
def test_who_knows_what_some_have_learns_no_sum_of_a_few_others(cells, insiders):
    """Each insider takes his own out of all that is shown; what is left is nothing, or tells too little."""
    whole, shown = of_cells(cells, insiders=insiders)
    known = [cell for cell, sum_ in zip(cells, shown, strict=True) if sum_ is not None]
    back = [cell for cell, sum_ in zip(cells, shown, strict=True) if sum_ is None]
    if whole is None:
        assert known == []
        return
    for own in insiders:
        for size in range(len(known) + 1):
            for some in combinations(known, size):
                for found in (some, [*some, *back] if back else some):
                    others = [{key: it for key, it in cell.items() if key not in own} for cell in found]
                    left = [amount for amount in merged(others) if amount > 0]
                    assert not left or not telling(left)


def test_one_who_gives_under_two_keys_is_one():
    cell = {("x", name): Decimal(5) for name in "abcd"} | {("y", "a"): Decimal(5)}
    assert of_cells([cell], giver=lambda key: key[1]) == (None, [None])
    assert of_cells([cell])[0] == 25


@st.composite
def worlds(draw):
    """Members, each in one part, and what two insiders know."""
    places = draw(st.lists(st.integers(0, 3), max_size=60))
    parts = [{who for who, place in enumerate(places) if place == part} for part in range(4)]
    insiders = draw(st.lists(st.sets(st.integers(0, 59), max_size=15), max_size=2))
    return parts, insiders


@given(worlds())
def test_who_knows_many_members_learns_of_no_few_others(world):
    """Whatever is added or subtracted: nothing, or five at least whom he does not know."""
    parts, insiders = world
    everybody = set().union(*parts)
    most = max((len(own & everybody) for own in insiders), default=0)
    whole, shown = of_members([len(part) for part in parts], most)
    told = [part for part, number in zip(parts, shown, strict=True) if number is not None]
    back = {who for part, number in zip(parts, shown, strict=True) if number is None for who in part}
    if whole is None:
        assert told == []
        return
    for own in [set(), *insiders]:
        for size in range(len(told) + 1):
            for some in combinations(told, size):
                summed = set().union(*some)
                for found in (summed, everybody - summed):
                    assert not found or len(found - own) >= SMALLEST, (shown, own)
        assert len(back - own) >= SMALLEST or not back
    assert {number % SMALLEST for number in shown if number is not None} <= {0}


@pytest.mark.parametrize("insiders", [0, 1, 4])
def test_who_reads_the_numbers_themselves_learns_nothing_from_the_fives(insiders):
    """Behind each page of `of_parts` there is one page in fives, whatever stays back and whoever knows it."""
    pages: dict[Any, set[str]] = {}
    for table in product(range(14), repeat=4):
        read = (known(sum(table)), *of_parts(table))
        pages.setdefault(read, set()).add(str(of_members(table, insiders)))
    assert [read for read, found in pages.items() if len(found) > 1] == []


def test_whoever_knows_the_rule_does_not_find_a_part_out_of_fives():
    """All tables of three parts: behind each page, each part that stays back has several sizes."""
    sizes: dict[Any, list[set[int]]] = {}
    for table in product(range(16), repeat=3):
        page = of_members(table)
        behind = sizes.setdefault(str(page), [set() for _part in table])
        for place, size in enumerate(table):
            if page[0] is not None and page[1][place] is None:
                behind[place].add(size)
    assert not [page for page, behind in sizes.items() if any(len(found) == 1 for found in behind)]


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
