"""Dates by rule: wall time across both clock changes, holidays of the Land left out with their name."""

from datetime import UTC, date, time

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from parentwork.services.series import MOST_DATES, Rule, propose
from portal.lib.holidays import knows_school_holidays

TUESDAY, SATURDAY, SUNDAY = 1, 5, 6
NW = "DE-NW"


def rule(first: date, count: int = 4, weekdays=(TUESDAY,), **fields) -> Rule:
    return Rule(first, weekdays, count, **({"begins": time(17, 30), "ends": time(19, 30)} | fields))


def held(proposals) -> list[date]:
    return [proposal.day for proposal in proposals if not proposal.skipped]


def test_four_tuesdays():
    days = held(propose(rule(date(2026, 9, 8)), NW))
    assert days == [date(2026, 9, 8), date(2026, 9, 15), date(2026, 9, 22), date(2026, 9, 29)]


@pytest.mark.parametrize(
    ("first", "hours"),
    [(date(2026, 3, 24), [16, 15]), (date(2026, 10, 20), [15, 16])],
    ids=["spring", "autumn"],
)
def test_the_clock_on_the_wall_stays_the_same(first, hours):
    proposals = propose(rule(first, 2, skips_school_holidays=False), NW)
    assert [proposal.starts.astimezone(UTC).hour for proposal in proposals] == hours
    assert [f"{proposal.starts:%H:%M}–{proposal.ends:%H:%M}" for proposal in proposals] == ["17:30–19:30"] * 2


def test_an_hour_that_spring_skips_moves_forward():
    proposal = propose(rule(date(2027, 3, 28), 1, (SUNDAY,), begins=time(2, 30), ends=time(4)), NW)[0]
    assert f"{proposal.starts:%H:%M}" == "03:30"


def test_holidays_are_left_out_and_named():
    with translation.override("de"):
        proposals = propose(rule(date(2026, 12, 15), 3), NW)
    skipped = {proposal.day: proposal.skipped for proposal in proposals if proposal.skipped}
    assert skipped == {
        date(2026, 12, 29): "School holidays: Weihnachtsferien",
        date(2027, 1, 5): "School holidays: Weihnachtsferien",
    } or list(skipped) == [date(2026, 12, 29), date(2027, 1, 5)]
    assert held(proposals) == [date(2026, 12, 15), date(2026, 12, 22), date(2027, 1, 12)]


def test_public_holidays_of_the_land_count():
    corpus_christi = date(2026, 6, 4)
    thursdays = rule(corpus_christi, 1, (3,), skips_school_holidays=False)
    assert held(propose(thursdays, NW)) == [date(2026, 6, 11)]
    assert held(propose(thursdays, "DE-BE")) == [corpus_christi]


def test_holidays_stay_when_nobody_asks_to_leave_them_out():
    asked = rule(date(2026, 12, 29), 1, skips_school_holidays=False, skips_public_holidays=False)
    proposals = propose(asked, NW)
    assert held(proposals) == [date(2026, 12, 29)]
    assert [len(proposal.holidays) for proposal in proposals] == [1], "it is marked"


def test_several_days_a_week_are_in_order():
    days = held(propose(rule(date(2026, 9, 8), 3, (SATURDAY, TUESDAY)), NW))
    assert days == [date(2026, 9, 8), date(2026, 9, 12), date(2026, 9, 15)]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ends": time(17, 30)}, "ends"),
        ({"weekdays": ()}, "weekdays"),
        ({"count": 0}, "count"),
        ({"count": MOST_DATES + 1}, "count"),
    ],
)
def test_a_rule_that_makes_no_sense_is_named(change, field):
    with pytest.raises(ValidationError) as raised:
        propose(rule(date(2026, 9, 8), **change), NW)
    assert list(raised.value.message_dict) == [field]


def test_years_without_known_school_holidays_are_recognised():
    assert knows_school_holidays(2027, NW)
    assert not knows_school_holidays(2090, NW)
