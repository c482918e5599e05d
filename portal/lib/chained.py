"""Lists of different rows, one after the other, as one list that is read by pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, overload

from django.db.models import QuerySet
from django.utils.functional import cached_property


class Chained(Sequence[Any]):
    """QuerySets behind each other: each is asked how many it has, and for the rows of a slice."""

    def __init__(self, *parts: QuerySet[Any]) -> None:
        self.parts = parts

    @cached_property
    def _lengths(self) -> list[int]:
        return [part.count() for part in self.parts]

    def __len__(self) -> int:
        return sum(self._lengths)

    @overload
    def __getitem__(self, at: int) -> Any: ...
    @overload
    def __getitem__(self, at: slice) -> list[Any]: ...
    def __getitem__(self, at: int | slice) -> Any:
        """The rows of a slice with both ends, or one row, counted from the beginning."""
        if isinstance(at, int):
            return self[at : at + 1][0]
        found: list[Any] = []
        begins, ends = at.start or 0, len(self) if at.stop is None else at.stop
        for part, length in zip(self.parts, self._lengths, strict=True):
            if (first := max(begins, 0)) < min(ends, length):
                found += part[first : min(ends, length)]
            begins, ends = begins - length, ends - length
        return found
