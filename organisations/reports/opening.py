"""Opening hours in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst

from organisations.choices import HoursNote
from organisations.models.opening import Opening

_JOINER = "\N{WORD JOINER}"


@dataclass(frozen=True)
class Day:
    """All spans of one day of the week: `Monday`, `09:00–12:00, 14:00–17:00`, `by appointment`."""

    name: str
    times: str
    note: str

    def __str__(self) -> str:
        return f"{self.name} {self.times}" + (f" ({self.note})" if self.note else "")


def days(openings: Iterable[Opening]) -> list[Day]:
    """The days on which somebody is there, each with its spans."""
    return [_day(day, list(spans)) for day, spans in groupby(sorted(openings), key=lambda it: it.day)]


def name_of(day: int) -> str:
    """A day of the week, Monday is 0, in the reader's language."""
    return capfirst(str(WEEKDAYS[day]))


def times_of(openings: Iterable[Opening]) -> str:
    """`09:00–12:00, 14:00–17:00`, no span broken across two lines."""
    return ", ".join(f"{it.opens}{_JOINER}–{_JOINER}{it.closes}" for it in openings)


def _day(day: int, spans: list[Opening]) -> Day:
    note = next((it.note for it in spans if it.note), "")
    return Day(name_of(day), times_of(spans), str(HoursNote(note).label) if note else "")
