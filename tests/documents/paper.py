"""What a screen reader finds in a PDF: its texts, letter by letter as the file says them."""

import re
import unicodedata
from collections.abc import Iterator

from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream, IndirectObject

SENDER = "Elternbrücke"
# "1." or "•" before a point of a list; a table cell has no full stop.
_MARKER = re.compile(r"\s*(?:\d+\.|\.\d+|•)\s*")
_UNSEEN = {"Mn", "Cf"}  # marks may be drawn into the letter below them; joiners leave no glyph
_FROM_RIGHT = {"R", "AL", "AN"}
# Letters other than Arabic ones, and figures of any kind.
_FROM_LEFT = re.compile(r"(?:[^\W\u0590-\u08ff]|\d)+")


def words(text: str) -> list[str]:
    """The words of a text without vowel signs."""
    seen = (sign for sign in unicodedata.normalize("NFC", text) if unicodedata.category(sign) not in _UNSEEN)
    return re.findall(r"\w+", "".join(seen))


def words_of(pdf: PdfReader) -> list[str]:
    """The words of all pages in their order, without running heads, page numbers and numbers of lists."""
    found = []
    for page in pdf.pages:
        for line in lines(page):
            if line == SENDER:  # the margins are drawn last, and begin with it
                break
            if not _MARKER.fullmatch(line):
                found += words(line)
    return found


def lines(page: PageObject) -> Iterator[str]:
    """Each piece of a line that is drawn at once."""
    fonts = {name: _letters(font) for name, font in page["/Resources"]["/Font"].items()}
    letters: dict[bytes, str] = {}
    drawn: list[str] = []
    for operands, operator in ContentStream(page.get_contents(), page.pdf).operations:
        if operator == b"BT":
            drawn = []
        elif operator == b"Tf":
            letters = fonts[operands[0]]
        elif operator in (b"Tj", b"TJ"):
            parts = operands[0] if operator == b"TJ" else operands
            codes = b"".join(_code(part) for part in parts if isinstance(part, bytes | str))
            drawn += [letters.get(codes[at : at + 2], "") for at in range(0, len(codes), 2)]
        elif operator == b"ET":
            yield _in_order(drawn)


def _letters(font: IndirectObject) -> dict[bytes, str]:
    """What each glyph of a font stands for: its ToUnicode table."""
    table = font.get_object()["/ToUnicode"].get_data().decode()
    rows = re.findall(r"<([0-9a-fA-F]+)> *<([0-9a-fA-F]+)>", table)
    return {bytes.fromhex(code): bytes.fromhex(text).decode("utf-16-be") for code, text in rows}


def _code(part: bytes | str) -> bytes:
    return part.original_bytes if hasattr(part, "original_bytes") else bytes(part)


def _in_order(glyphs: list[str]) -> str:
    """The words as they are read. Glyphs are drawn from left to right, and Arabic is read from the right.

    Words of other scripts that stand together in an Arabic line keep their letters, but not their order.
    """
    if not any(unicodedata.bidirectional(letter) in _FROM_RIGHT for glyph in glyphs for letter in glyph):
        return "".join(glyphs)
    return _FROM_LEFT.sub(lambda found: found[0][::-1], "".join(reversed(glyphs)))
