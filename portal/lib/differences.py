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
    found: list[Paragraph] = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found += [_whole(text, Change.SAME) for text in before[i1:i2]]
        else:
            found += _reworded(before[i1:i2], after[j1:j2])
    return found


def is_changed(found: Sequence[Paragraph]) -> bool:
    return any(paragraph.change != Change.SAME for paragraph in found)


def _whole(text: str, change: Change) -> Paragraph:
    return Paragraph(change, (Piece(text, change),))


def _reworded(before: list[str], after: list[str]) -> Iterator[Paragraph]:
    """Each new paragraph beside the next old one that resembles it."""
    at = 0
    for text in after:
        partner = next((n for n in range(at, len(before)) if _likeness(before[n], text) >= ALIKE), None)
        if partner is None:
            yield _whole(text, Change.NEW)
            continue
        yield from (_whole(gone, Change.GONE) for gone in before[at:partner])
        yield Paragraph(Change.PARTLY, tuple(_pieces(before[partner], text)))
        at = partner + 1
    yield from (_whole(gone, Change.GONE) for gone in before[at:])


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
