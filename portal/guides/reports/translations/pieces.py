"""A guide cut into pieces, each a German paragraph beside its translation: title, summary, then the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from difflib import SequenceMatcher
from typing import Any

from portal.guides.models import Translation
from portal.guides.reports import tokens
from portal.lib import differences, markup

TITLE, SUMMARY = 0, 1


@dataclass(frozen=True)
class Wording:
    """What a text said or says."""

    title: str
    summary: str
    body: str


@dataclass(frozen=True)
class Piece:
    """One paragraph.

    `before` is the German that `original`, the translation that readers have, was made from: "" if there was
    none, None if nobody knows. A piece without `german` has gone from the German text.
    `typed_for` is the German that `text` was typed for, if that was another and nobody has looked since; None
    if nobody knows which.
    """

    german: str
    before: str | None
    original: str
    text: str
    agreed: bool = False  # the translator says that the old words still fit
    typed_for: str | None = ""
    by_machine: bool = False  # `text` is as a machine wrote it

    @property
    def is_gone(self) -> bool:
        return not self.german

    @property
    def is_new(self) -> bool:
        return self.before == ""

    @property
    def has_moved_on(self) -> bool:
        """It is new, says something else or has gone since the readers' words were made."""
        return self.is_gone or self.is_changed or (self.is_new and not self.is_copied)

    @property
    def is_copied(self) -> bool:
        """Nothing but a fact, a picture or the like, which is the same in every language."""
        return tokens.is_alone(self.german) and self.text == self.german

    @property
    def is_changed(self) -> bool:
        """The German says something else than what the words were made from, or may do so."""
        if self.is_copied:
            return False
        return self.is_for_another or (self.before != self.german and not self.is_new)

    @property
    def is_for_another(self) -> bool:
        """The words were typed for a German that stands here no more."""
        return self.typed_for != ""

    @property
    def may_agree(self) -> bool:
        """Old words may fit a changed paragraph as they are; somebody has to say so."""
        return self.is_changed and (bool(self.original) or self.is_for_another) and not self.is_gone

    @property
    def is_done(self) -> bool:
        is_newly_typed = self.text != self.original and not self.is_for_another
        return bool(self.text) and (not self.may_agree or self.agreed or is_newly_typed)

    @property
    def is_unread(self) -> bool:
        """No person has touched what a machine wrote."""
        return (
            self.by_machine and not self.agreed and bool(self.text) and not (self.is_gone or self.is_copied)
        )

    @property
    def is_reworded(self) -> bool:
        """Readers have other words, or none."""
        return self.text != self.original and not (self.is_gone or self.is_copied)

    @property
    def marks(self) -> list[differences.Piece]:
        """The German words, those that went and came since the translation was made marked as such."""
        made_from = self.typed_for or self.before
        if not made_from or not self.is_changed:
            return [differences.Piece(self.german, differences.Change.SAME)]
        found: list[differences.Piece] = []
        for paragraph in differences.between(made_from, self.german):
            gap = [differences.Piece("\n\n", differences.Change.SAME)] if found else []
            found += [*gap, *paragraph.pieces]
        return found

    def reworded(self, text: str) -> Piece:
        """With words that a person has typed for the German as it is now."""
        return self if text == self.text else replace(self, text=text, typed_for="", by_machine=False)


def wording_of(text: Translation) -> Wording:
    return Wording(text.title, text.summary, text.body)


def german_of(german: Translation, revision: int) -> Wording | None:
    """The last wording that the German text had in a revision; None if the history does not know it."""
    if german.made_from == revision:
        return wording_of(german)
    events: Any = german.events  # type: ignore[attr-defined]  # made by pghistory
    event = events.filter(made_from=revision).order_by("-pgh_id").first()
    return Wording(event.title, event.summary, event.body) if event else None


def compare(german: Translation, text: Translation | None) -> list[Piece]:
    """The German text as it is, beside the words that readers have in another language."""
    if text is None:
        return [_copied(Piece(part, "", "", "")) for part in cut(wording_of(german))]
    made_from = german_of(german, text.made_from)
    base = cut(made_from or wording_of(german))
    words = _beside(base, wording_of(text))
    found = _on_top(base, words, cut(wording_of(german)), known=made_from is not None)
    by_machine = text.machine_assisted
    return [_copied(replace(piece, by_machine=by_machine and bool(piece.text))) for piece in found]


def _copied(piece: Piece) -> Piece:
    """What only names a fact or a picture needs no translator, unless somebody has put words beside it."""
    if not tokens.is_alone(piece.german) or (piece.text and not tokens.is_alone(piece.text)):
        return piece
    return replace(piece, text=piece.german, typed_for="", by_machine=False)


def with_words_of(older: Any, fresh: Sequence[Piece], german: Translation) -> list[Piece]:
    """`fresh` pieces with the words of an `older` wording of the translation, an event of its history."""
    words = iter(piece for piece in compare(german, older) if not piece.is_gone)
    return [piece if piece.is_gone else _worded_like(next(words), piece) for piece in fresh]


def _worded_like(old: Piece, piece: Piece) -> Piece:
    made_for = old.before if old.text and old.before != piece.german else ""
    # The same words may have been confirmed by a person since.
    by_machine = old.by_machine and (piece.by_machine or old.text != piece.original)
    return _copied(replace(piece, text=old.text, by_machine=by_machine, typed_for=made_for))


def carry(typed: Sequence[Piece], fresh: Sequence[Piece]) -> list[Piece]:
    """What somebody has typed into older pieces, brought into newer ones of the same guide.

    Where the German says something else now, somebody has to look at it again.
    """
    old = [piece for piece in typed if not piece.is_gone]
    by_german: dict[int, Piece] = {}
    places = [at for at, piece in enumerate(fresh) if not piece.is_gone]
    new = [fresh[at].german for at in places]
    for before, after in _partners([piece.german for piece in old], new):
        if before is not None and after is not None:
            by_german[places[after]] = old[before]
    return [_copied(_carried(by_german.get(at), piece)) for at, piece in enumerate(fresh)]


def _carried(old: Piece | None, piece: Piece) -> Piece:
    if old is None or (old.text == old.original and not old.agreed):
        return piece
    typed_for = old.typed_for if old.is_for_another and not old.agreed else old.german
    is_other = bool(old.text) and typed_for != piece.german
    return replace(
        piece, text=old.text, agreed=old.agreed and old.german == piece.german,
        typed_for=typed_for if is_other else "", by_machine=old.by_machine,
    )  # fmt: skip


def joined(pieces: Iterable[Piece]) -> Wording:
    """The translation as one text again."""
    title, summary, *body = [piece.text.strip() for piece in pieces if not piece.is_gone]
    return Wording(title, summary, "\n\n".join(part for part in body if part) + "\n")


def progress(pieces: Iterable[Piece]) -> tuple[int, int]:
    """How many paragraphs are done, and how many there are."""
    asked = [piece for piece in pieces if not piece.is_gone]
    return sum(piece.is_done for piece in asked), len(asked)


def next_to_do(pieces: Iterable[Piece]) -> int | None:
    """The place of the first paragraph that waits for the translator."""
    return next((at for at, piece in enumerate(pieces) if not (piece.is_gone or piece.is_done)), None)


def differ(pieces: Iterable[Piece]) -> bool:
    """Somebody has worked at it: it is not just what readers have."""
    return any((piece.text != piece.original or piece.agreed) and not piece.is_gone for piece in pieces)


def has_machine_words(pieces: Iterable[Piece]) -> bool:
    """A machine has written some of it that no person has touched."""
    return any(piece.is_unread for piece in pieces)


def stored(pieces: Iterable[Piece]) -> list[dict[str, Any]]:
    """The pieces as a draft keeps them."""
    return [asdict(piece) for piece in pieces]


def read(rows: Iterable[dict[str, Any]]) -> list[Piece]:
    """The pieces of a draft."""
    return [Piece(**row) for row in rows]


def cut(wording: Wording) -> list[str]:
    """Title, summary and each block of the text."""
    return [wording.title, wording.summary, *(block.source for block in markup.blocks(wording.body))]


def _beside(german: Sequence[str], text: Wording) -> list[str]:
    """For each German part the words of the translation that stand in its place, "" where there are none."""
    parts = markup.blocks(text.body)
    base = [markup.blocks(part)[0] for part in german[2:]]
    words = [""] * len(base)
    for places, group in _aligned(base, parts):
        for place, sources in zip(places, _spread(group, len(places)), strict=True):
            words[place] = "\n\n".join(part for part in [words[place], *sources] if part)
    return [text.title, text.summary, *words]


def _aligned(
    base: Sequence[markup.Block], parts: Sequence[markup.Block]
) -> Iterator[tuple[list[int], list[str]]]:
    """Places in the German text with the parts of the translation that belong there, by what all have alike.

    A text with as many parts is taken part by part; otherwise headings, lists and tokens are the landmarks.
    """
    if len(base) == len(parts):
        yield from (([at], [part.source]) for at, part in enumerate(parts))
        return
    matcher = SequenceMatcher(None, [_landmark(it) for it in base], [_landmark(it) for it in parts], False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        sources = [part.source for part in parts[j1:j2]]
        if kind == "equal":
            yield from (([i1 + at], [source]) for at, source in enumerate(sources))
        else:
            yield list(range(i1, i2)) or [max(i1 - 1, 0)], sources


def _landmark(block: markup.Block) -> tuple[object, ...]:
    return (block.kind, block.size, tuple(sorted(f"{it.kind}:{it.slug}" for it in tokens.find(block.source))))


def _spread(sources: list[str], places: int) -> list[list[str]]:
    """One part for each place, the rest at the last one."""
    return [sources[at:] if at == places - 1 else sources[at : at + 1] for at in range(places)]


def _on_top(
    base: Sequence[str], words: Sequence[str], german: Sequence[str], *, known: bool
) -> Iterator[Piece]:
    for before, after in _partners(base, german):
        if after is None and before is not None:
            yield Piece("", base[before], words[before], "")
        elif before is None and after is not None:
            yield Piece(german[after], "", "", "")
        elif before is not None and after is not None:
            old = base[before] if known else None
            yield Piece(german[after], old, words[before], words[before])


def _partners(
    before: Sequence[str], after: Sequence[str]
) -> Iterator[tuple[int | None, int | None]]:  # fmt: skip
    """Title with title, summary with summary, and the paragraphs as they resemble each other."""
    yield TITLE, TITLE
    yield SUMMARY, SUMMARY
    for old, new in differences.partners(before[2:], after[2:]):
        yield None if old is None else old + 2, None if new is None else new + 2
