"""A series that several awards pay for: each counts its part, and together never more than the whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

WHOLE = 100
_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Share:
    """What an award pays of a series from `start` to `end`, both included, in per cent."""

    start: date
    end: date
    percent: int

    def covers(self, day: date) -> bool:
        return self.start <= day <= self.end


def halves(part: Share, until: date | None) -> list[tuple[bool, Share]]:
    """`part` up to `until` and after it, each with whether it lies before."""
    if until is None or until < part.start:
        return [(False, part)]
    if part.end <= until:
        return [(True, part)]
    return [(True, replace(part, end=until)), (False, replace(part, start=until + _A_DAY))]


def joined(parts: Iterable[Share]) -> list[Share]:
    """The same days in their order, those with the same per cent that follow each other as one part."""
    found: list[Share] = []
    for part in sorted(parts, key=lambda part: part.start):
        if found and found[-1].percent == part.percent and found[-1].end + _A_DAY == part.start:
            found[-1] = replace(found[-1], end=part.end)
        else:
            found.append(part)
    return found


def left(others: Sequence[Share], start: date, end: date) -> int:
    """Per cent that no other takes on any day from `start` to `end`, both included."""
    own = Share(start, end, WHOLE)
    return min((part.percent for part in spans(own, others)), default=0)


def spans(own: Share, before: Sequence[Share]) -> list[Share]:
    """`own` as the spans of days with what of it is left beside those who take theirs first.

    Whoever is counted in some order, each beside those before it, counts no day more than once.
    """
    return joined(
        Share(start, end, max(0, min(own.percent, WHOLE - taken_on(start, before))))
        for start, end in _between(own, before)
    )


def taken_on(day: date, shares: Iterable[Share]) -> int:
    """Per cent that these take together on `day`, at most the whole."""
    return min(WHOLE, sum(share.percent for share in shares if share.covers(day)))


def _between(own: Share, others: Iterable[Share]) -> list[tuple[date, date]]:
    """The days of `own` cut where another one begins or has ended."""
    edges = {day for other in others for day in (other.start, other.end + _A_DAY)}
    starts = [own.start, *sorted(day for day in edges if own.start < day <= own.end)]
    return list(zip(starts, [*(day - _A_DAY for day in starts[1:]), own.end], strict=True))
