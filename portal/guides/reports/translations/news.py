"""What the German says otherwise since a translation was made, each change where it stands in the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from portal.guides.models import Translation, TranslationDraft
from portal.guides.reports.translations.pieces import Piece, cut, read, wording_of
from portal.lib import differences


@dataclass(frozen=True)
class News:
    """A paragraph that has moved on; `after` is the German before it, "" where that is told as well."""

    piece: Piece
    after: str


def news(pieces: Iterable[Piece]) -> Iterator[News]:
    """The paragraphs that are new, say something else or have gone."""
    after = ""
    for piece in pieces:
        if piece.has_moved_on:
            yield News(piece, after)
        after = "" if piece.has_moved_on else piece.german


def german_since(german: Translation, draft: TranslationDraft) -> list[differences.Paragraph]:
    """What the German says otherwise than the paragraphs of a draft, which were cut when it read them.

    Each change with the paragraph before it.
    """
    if german.version == draft.german_version:
        return []
    seen = [piece.german for piece in read(draft.pieces) if not piece.is_gone]
    found = differences.between("\n\n".join(seen), "\n\n".join(cut(wording_of(german))))
    told = [paragraph.change != differences.Change.SAME for paragraph in found]
    wanted = [this or following for this, following in pairwise([*told, False])]
    return [paragraph for paragraph, is_wanted in zip(found, wanted, strict=True) if is_wanted]
