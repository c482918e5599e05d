"""Opening hours as they are stored: a list of spans, by day of the week and hour."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from organisations.choices import HoursNote

MOST = 28  # four spans a day
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)


@dataclass(frozen=True, order=True)
class Opening:
    """On one day of the week (Monday is 0) from one hour to another, such as `09:00` to `12:30`."""

    day: int
    opens: str
    closes: str
    note: str = ""

    @property
    def is_sound(self) -> bool:
        clocks = all(_CLOCK.fullmatch(str(clock)) for clock in (self.opens, self.closes))
        return self.day in range(7) and clocks and self.opens < self.closes and self._has_known_note

    @property
    def _has_known_note(self) -> bool:
        return self.note in ("", *HoursNote.values)

    def stored(self) -> dict[str, Any]:
        return asdict(self)


def openings(stored: Iterable[dict[str, Any]]) -> list[Opening]:
    """The spans of a column that holds opening hours."""
    return [Opening(**span) for span in stored]


def are_sound(openings: Sequence[Opening]) -> bool:
    """Each is a span of a day, they stand in their order, and none begins before the one above it ends."""
    if len(openings) > MOST or not all(opening.is_sound for opening in openings):
        return False
    return all((a.day, a.closes) <= (b.day, b.opens) for a, b in pairwise(openings))
