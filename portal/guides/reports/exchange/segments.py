"""A block of a guide cut into segments, one a paragraph, heading, point of a list, or cell of a table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

# The marks that make a line a heading or a point of a list.
_MARK = re.compile(r"^[ \t]*(?:#{1,6}[ \t]+|(?:[-*+]|\d{1,9}[.)])[ \t]+|>[ \t]?)", re.MULTILINE)
_ROW = re.compile(r"^[ \t]*\|.*\|[ \t]*$")
_CELLS = re.compile(r"([ \t]*(?<!\\)\|[ \t]*)")


@dataclass(frozen=True)
class Slice:
    """A run of a block: words, or the marks between them."""

    text: str
    is_words: bool


def slices(block: str) -> list[Slice]:
    """The runs of a block in their order; joined they are the block, letter by letter."""
    rows = block.split("\n")
    found = _table(rows) if len(rows) > 1 and all(map(_ROW.match, rows)) else _lines(block)
    return _joined(found) or [Slice("", True)]


def _joined(found: Iterable[Slice]) -> list[Slice]:
    """Marks that stand beside each other as one run."""
    runs: list[Slice] = []
    for part in found:
        if part.text and runs and not part.is_words and not runs[-1].is_words:
            runs[-1] = Slice(runs[-1].text + part.text, False)
        elif part.text:
            runs.append(part)
    return runs


def _lines(block: str) -> Iterator[Slice]:
    """Lines without a mark go on with what stands before them."""
    marks = list(_MARK.finditer(block))
    yield from _words(block[: marks[0].start() if marks else len(block)])
    for mark, following in zip_longest(marks, marks[1:]):
        yield Slice(mark.group(), False)
        yield from _words(block[mark.end() : following.start() if following else len(block)])


def _words(text: str) -> Iterator[Slice]:
    """Spaces and ends of lines around words are not theirs."""
    bare = text.strip()
    start = text.find(bare) if bare else len(text)
    yield Slice(text[:start], False)
    yield Slice(bare, True)
    yield Slice(text[start + len(bare) :], False)


def _table(rows: Sequence[str]) -> Iterator[Slice]:
    for at, row in enumerate(rows):
        for number, part in enumerate(_CELLS.split(row)):
            between = number % 2 == 1 or not any(letter.isalnum() for letter in part)
            yield Slice(part, not between)
        yield Slice("\n" if at < len(rows) - 1 else "", False)


def paired(source: str, target: str) -> list[tuple[Slice, str | None]]:
    """Each run of the source with its counterpart; one run for all where the two are cut differently.

    None: there is no translation.
    """
    ours, theirs = slices(source), slices(target)
    kinds = [part.is_words for part in ours]
    if not any(kinds):
        return [(Slice(source, True), target or None)]
    if not target:
        return [(part, None) for part in ours]
    if kinds == [part.is_words for part in theirs]:
        return [(one, other.text) for one, other in zip(ours, theirs, strict=True)]
    return [(Slice(source, True), target)]
