"""The school holidays of all Länder for three years, day by day against OpenHolidays."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from portal.lib.holidays import holiday_name
from tests.realdata import real_data

LAENDER = (
    "BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH"
)  # fmt: skip
FIRST, LAST = date(2024, 1, 1), date(2026, 12, 31)

MOVABLE = "a movable day that Brandenburg sets by decree"
REPENTANCE = "schools are closed, but it is no day of the holidays"
PUBLIC = "a public holiday, and left out as such"
VOCATIONAL = "of the vocational schools only"
ISLANDS = "of the islands and Halligen only, which begin earlier"
NEW = "decreed later, and not yet in the package"
# Days that the source has and we have not: Land, first and last day, why. There are none the other way round.
DIFFERENCES = [
    ("BB", "2024-05-10", "2024-05-10", MOVABLE),
    ("BB", "2024-10-04", "2024-10-04", MOVABLE),
    ("BB", "2025-05-02", "2025-05-02", MOVABLE),
    ("BB", "2025-05-30", "2025-05-30", MOVABLE),
    ("BB", "2026-05-15", "2026-05-15", MOVABLE),
    ("BY", "2024-11-20", "2024-11-20", REPENTANCE),
    ("BY", "2025-11-19", "2025-11-19", REPENTANCE),
    ("BY", "2026-11-18", "2026-11-18", REPENTANCE),
    ("HB", "2025-05-01", "2025-05-01", PUBLIC),
    ("MV", "2024-04-04", "2024-04-05", VOCATIONAL),
    ("MV", "2024-07-15", "2024-07-19", VOCATIONAL),
    ("MV", "2025-04-24", "2025-04-25", VOCATIONAL),
    ("MV", "2025-05-02", "2025-05-02", VOCATIONAL),
    ("MV", "2025-07-14", "2025-07-25", VOCATIONAL),
    ("MV", "2025-10-01", "2025-10-01", VOCATIONAL),
    ("MV", "2026-04-09", "2026-04-10", VOCATIONAL),
    ("MV", "2026-08-24", "2026-08-28", VOCATIONAL),
    ("MV", "2026-11-26", "2026-11-27", NEW),
    ("SH", "2024-10-14", "2024-10-18", ISLANDS),
    ("SH", "2025-10-13", "2025-10-17", ISLANDS),
    ("SH", "2026-10-05", "2026-10-09", ISLANDS),
]


def school_days(first: date, last: date) -> Iterator[date]:
    """Monday to Friday: no school lets children in on the other days."""
    days = (first + timedelta(days=count) for count in range((last - first).days + 1))
    return (day for day in days if day.weekday() < 5)


def theirs(land: str) -> set[date]:
    file = real_data(f"holidays-de/holidays.school.{land.lower()}.csv")
    with file.open(encoding="utf-8-sig", newline="") as lines:
        spans = [
            (date.fromisoformat(row["StartDate"]), date.fromisoformat(row["EndDate"] or row["StartDate"]))
            for row in csv.DictReader(lines, delimiter=";")
        ]
    return {day for span in spans for day in school_days(*span) if FIRST <= day <= LAST}


def ours(land: str) -> set[date]:
    return {day for day in school_days(FIRST, LAST) if holiday_name(day, f"DE-{land}", "school")}


@pytest.mark.parametrize("land", LAENDER)
def test_all_days_are_the_same_but_those_with_a_reason(land):
    named = {
        day
        for of, first, last, _why in DIFFERENCES
        if of == land
        for day in school_days(date.fromisoformat(first), date.fromisoformat(last))
    }
    known, expected = ours(land), theirs(land)
    assert len(expected) > 180
    assert known - expected == set()
    assert sorted(expected - known) == sorted(named)
