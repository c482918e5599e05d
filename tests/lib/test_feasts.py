"""Feasts that planners are told of. Easter and the feasts of 2026 and 2027 are as calendars print them."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import translation

from portal.lib.dates import BERLIN
from portal.lib.feasts import feasts_on


def named(day: date, begins: int = 17, hours: int = 2) -> list[str]:
    starts = datetime(day.year, day.month, day.day, begins, tzinfo=BERLIN)
    with translation.override("en"):
        return [name.split(",")[0] for name in feasts_on(starts, starts + timedelta(hours=hours))]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 2, 18), "Ramadan"),
        (date(2026, 3, 10), "Ramadan"),
        (date(2026, 3, 20), "Eid al-Fitr"),
        (date(2026, 5, 27), "Eid al-Adha"),
        (date(2027, 2, 8), "Ramadan"),
        (date(2027, 3, 9), "Eid al-Fitr"),
        (date(2027, 5, 16), "Eid al-Adha"),
        (date(2026, 4, 12), "Orthodox Easter"),
        (date(2027, 5, 2), "Orthodox Easter"),
        (date(2026, 4, 10), "Orthodox Easter"),
        (date(2026, 5, 31), "Orthodox Pentecost"),
        (date(2027, 1, 7), "Orthodox Christmas"),
        (date(2027, 1, 19), "Orthodox Theophany"),
    ],
)
def test_the_feasts_of_two_years(day, name):
    assert name in named(day)


@pytest.mark.parametrize("day", [date(2026, 2, 1), date(2026, 4, 1), date(2026, 11, 24), date(2027, 3, 20)])
def test_most_days_are_none(day):
    assert named(day) == []


def test_a_day_of_doubt_is_named_on_both_sides():
    assert "Eid al-Fitr" in named(date(2026, 3, 19))
    assert "Eid al-Fitr" in named(date(2026, 3, 23))
    assert "Ramadan" in named(date(2026, 2, 17))


def test_in_ramadan_only_evenings_are_named():
    assert named(date(2026, 3, 4), begins=9) == []
    assert named(date(2026, 3, 4), begins=15) == ["Ramadan"]
    assert named(date(2026, 3, 20), begins=9) == ["Eid al-Fitr"]


def test_a_month_of_fasting_across_the_turn_of_the_year():
    assert named(date(2030, 12, 28)) == ["Ramadan"]
    assert "Ramadan" in named(date(2031, 1, 10))
