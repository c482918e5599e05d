"""Whoever has the reports of all awards of an organisation works out no sum of fewer than five answers."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from funding.reports.voices import _tells_too_much, _Told, _Total
from portal.lib.suppression import SMALLEST

QUESTION = "how"
DATES = range(6)
TOTALS = st.fixed_dictionaries(dict.fromkeys(DATES, st.integers(0, 9)))
REPORTS = st.lists(st.frozensets(st.sampled_from(DATES), min_size=1), min_size=1, max_size=4)


def told(totals: dict[int, int], reports: list[frozenset[int]]) -> list[_Told]:
    """What the reports tell of one question, one sent after the other."""
    found: list[_Told] = []
    for dates in reports:
        number = sum(totals[pk] for pk in dates)
        known = {pk: _Total(totals[pk], totals[pk]) for pk in dates.union(*(it.dates for it in found))}
        if number >= SMALLEST and not _tells_too_much(set(dates), found, known, QUESTION):
            found.append(_Told(dates, {QUESTION: number}))
    return found


@given(TOTALS, REPORTS)
def test_adding_and_subtracting_what_was_told_comes_to_no_few(
    totals: dict[int, int], reports: list[frozenset[int]]
) -> None:
    found = told(totals, reports)
    for signs in product((-1, 0, 1), repeat=len(found)):
        parts = [sum(sign for sign, it in zip(signs, found, strict=True) if pk in it.dates) for pk in DATES]
        if set(parts) <= {0, 1}:  # the sum of some dates
            number = sum(sign * it.numbers[QUESTION] for sign, it in zip(signs, found, strict=True))
            assert number == 0 or number >= SMALLEST, (signs, found)


@given(TOTALS, st.frozensets(st.sampled_from(DATES), min_size=1))
def test_two_awards_with_the_same_dates_tell_the_same(totals: dict[int, int], dates: frozenset[int]) -> None:
    assert len(told(totals, [dates, dates])) in (0, 2)


def test_without_the_rule_the_attacker_would_find_a_few() -> None:
    totals = dict.fromkeys(DATES, 0) | {0: 6, 1: 2}
    assert [it.dates for it in told(totals, [frozenset({0}), frozenset({0, 1})])] == [{0}]
