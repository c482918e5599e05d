"""Which letters a glyph stands for, as its font says; a screen reader reads a PDF by that.

WeasyPrint 70 takes the text in which it meets a glyph first. Where that is an Arabic letter with a vowel
sign, the sign would stand for both and the letter for nothing, in the whole document.
"""

import unicodedata
from functools import cache
from io import BytesIO
from typing import Any

from fontTools.ttLib import TTFont


class Fonts(dict[Any, Any]):
    """The fonts of one WeasyPrint document, each of which learns what its glyphs stand for.

    Of several documents that share them, all but the last write none of them: they `wait`.
    """

    wait = False

    def values(self) -> Any:
        return () if self.wait else super().values()

    def __setitem__(self, key: Any, font: Any) -> None:
        font.to_unicode = _Letters(_known(bytes(font.file_content)))
        super().__setitem__(key, font)


class _Letters(dict[int, str]):
    """Text by glyph. Letters met without a sign are trusted: alphabets share glyphs (Arabic ي, Persian ی)."""

    def __init__(self, known: dict[int, str]) -> None:
        super().__init__()
        self._known = known
        self._settled: set[int] = set()

    def __contains__(self, glyph: object) -> bool:
        """Whether WeasyPrint need not tell any more what it meets."""
        return glyph in self._settled

    def __setitem__(self, glyph: int, text: str) -> None:
        trusted = len(text) == 1 or (text != "" and not any(map(unicodedata.combining, text)))
        if trusted:
            self._settled.add(glyph)
        super().__setitem__(glyph, text if trusted else self._known.get(glyph, text))


@cache
def _known(content: bytes) -> dict[int, str]:
    """The letters of all glyphs that the font draws for a letter, in any form, or for several together."""
    font = TTFont(BytesIO(content), lazy=True)
    texts: dict[str, str] = {}
    for code, name in sorted(font.getBestCmap().items()):  # the letters before their forms
        letter = unicodedata.normalize("NFKC", chr(code))
        if unicodedata.category(letter[0]) != "Co":
            texts.setdefault(name, letter)
    found = -1
    while found < len(texts):  # a ligature may be made of forms that come later in the table
        found = len(texts)
        for parts, name in _substitutions(font):
            if all(part in texts for part in parts):
                texts.setdefault(name, "".join(texts[part] for part in parts))
    return {font.getGlyphID(name): text for name, text in texts.items()}


def _substitutions(font: TTFont) -> list[tuple[tuple[str, ...], str]]:
    """The glyphs that are replaced, and by which one: forms of a letter and ligatures."""
    found: list[tuple[tuple[str, ...], str]] = []
    lookups = font["GSUB"].table.LookupList.Lookup if "GSUB" in font else []
    for table in (getattr(each, "ExtSubTable", each) for lookup in lookups for each in lookup.SubTable):
        if table.LookupType == 1:
            found += [((before,), after) for before, after in table.mapping.items()]
        elif table.LookupType == 4:
            for first, ligatures in table.ligatures.items():
                found += [((first, *ligature.Component), ligature.LigGlyph) for ligature in ligatures]
    return found
