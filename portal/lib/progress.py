"""A progress bar for commands: one line on a terminal, silent everywhere else."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sized
from typing import TextIO

_WIDTH = 30


def progress[T](
    items: Iterable[T], label: str, *, total: int = 0, stream: TextIO | None = None
) -> Iterator[T]:
    """Yield `items`, drawing how far we are on `stream` (standard error) if that is a terminal.

    `total` is only needed where `items` has no length.
    """
    stream = stream or sys.stderr
    if not stream.isatty():
        yield from items
        return
    total = total or (len(items) if isinstance(items, Sized) else 0)
    drawn = -1
    for done, item in enumerate(items, 1):
        yield item
        percent = done * 100 // total if total else done
        if percent != drawn:
            drawn = percent
            stream.write("\r" + _line(label, done, total))
            stream.flush()
    stream.write("\n")


def _line(label: str, done: int, total: int) -> str:
    if not total:
        return f"{label} {done}"
    filled = min(done, total) * _WIDTH // total
    return f"{label} [{'#' * filled}{'.' * (_WIDTH - filled)}] {done}/{total}"
