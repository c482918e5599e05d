"""What has changed between two wordings of a text: paragraph by paragraph, and within one word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
# Two paragraphs with less in common than this are told as one that went and one that came.
ALIKE = 0.4


class Change(StrEnum):
    SAME = "same"
    GONE = "gone"
    NEW = "new"
    # Of a paragraph only: some of its pieces are gone or new.
    PARTLY = "partly"


@dataclass(frozen=True)
class Piece:
    """Words in a row with the same fate."""

    text: str
    change: Change


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the old or the new text, or one that stands in both in different words."""

    change: Change
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The new wording; the old one if the paragraph is gone."""
        kept = self.pieces if self.change == Change.GONE else self.new_pieces
        return "".join(piece.text for piece in kept)

    @property
    def new_pieces(self) -> tuple[Piece, ...]:
        return tuple(piece for piece in self.pieces if piece.change != Change.GONE)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, as blank lines part them."""
    return [part for part in _PARAGRAPHS.split(text.replace("\r\n", "\n").strip()) if part.strip()]


def between(old: str, new: str) -> list[Paragraph]:
    """All paragraphs of both texts, in an order in which each text can be read on its own.

    >>> [(it.change.value, it.text) for it in between("Eins.", "Eins.\\n\\nZwei.")]
    [('same', 'Eins.'), ('new', 'Zwei.')]
    """
    before, after = paragraphs(old), paragraphs(new)
    return [_told(before, after, *places) for places in partners(before, after)]


def partners(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[int | None, int | None]]:
    """The places of equal or similar texts in both lists; None where a text has no partner.

    >>> list(partners(["a b c d", "x"], ["new", "a b c e"]))
    [(None, 0), (0, 1), (1, None)]
    """
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from zip(range(i1, i2), range(j1, j2), strict=True)
        else:
            yield from _similar(before, after, range(i1, i2), range(j1, j2))


def is_changed(found: Sequence[Paragraph]) -> bool:
    return any(paragraph.change != Change.SAME for paragraph in found)


def _told(before: list[str], after: list[str], old: int | None, new: int | None) -> Paragraph:
    if old is None or new is None:
        text, change = (after[new], Change.NEW) if new is not None else (before[old or 0], Change.GONE)
        return Paragraph(change, (Piece(text, change),))
    if before[old] == after[new]:
        return Paragraph(Change.SAME, (Piece(after[new], Change.SAME),))
    return Paragraph(Change.PARTLY, tuple(_pieces(before[old], after[new])))


def _similar(
    before: Sequence[str], after: Sequence[str], olds: range, news: range
) -> Iterator[tuple[int | None, int | None]]:
    """Each new text beside the next old one that resembles it."""
    at = olds.start
    for new in news:
        partner = next((n for n in range(at, olds.stop) if _likeness(before[n], after[new]) >= ALIKE), None)
        if partner is None:
            yield None, new
            continue
        yield from ((gone, None) for gone in range(at, partner))
        yield partner, new
        at = partner + 1
    yield from ((gone, None) for gone in range(at, olds.stop))


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, _WORDS.findall(one), _WORDS.findall(other), autojunk=False).ratio()


def _pieces(old: str, new: str) -> Iterator[Piece]:
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece("".join(before[i1:i2]), Change.SAME)
            continue
        if i1 < i2:
            yield Piece("".join(before[i1:i2]), Change.GONE)
        if j1 < j2:
            yield Piece("".join(after[j1:j2]), Change.NEW)
