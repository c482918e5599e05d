"""Letters that our fonts do not have: a document names their script instead of printing boxes."""

import re
import unicodedata
from functools import cache
from itertools import groupby

from babel import Locale
from django.utils.html import escape
from django.utils.translation import gettext as _
from fontTools.ttLib import TTFont

from portal.documents.rendering.assets import known

_TAGS = re.compile(r"(<style\b.*?</style>|<[^>]*>|&\w+;|&#\w+;)", re.DOTALL)
_AGAIN = re.compile(r"(\[[^\[\]]+\])(?:[^\w\[]*\1)+")
# What our fonts have under another number.
_ALIKE = str.maketrans({"\u2010": "-", "\u2011": "-"})
# Marks, controls and spaces are drawn with the letter beside them, or not at all.
_SILENT = frozenset({"Cc", "Cf", "Mn", "Me", "Zs", "Zl", "Zp"})


@cache
def _drawn() -> frozenset[int]:
    """The characters for which one of our fonts has a glyph."""
    fonts = (path for path, mime in known().values() if mime == "font/ttf")
    return frozenset(code for path in fonts for code in TTFont(path, lazy=True).getBestCmap())


def legible(html: str, language: str) -> str:
    """`html` with the letters that we cannot draw replaced by the name of their script, once a run."""
    html = html.translate(_ALIKE)
    if not any(map(_is_lost, set(html))):
        return html
    parts = _TAGS.split(html)
    return "".join(part if number % 2 else _named(part, language) for number, part in enumerate(parts))


def _is_lost(letter: str) -> bool:
    return ord(letter) not in _drawn() and unicodedata.category(letter) not in _SILENT


def _named(text: str, language: str) -> str:
    runs = groupby(unicodedata.normalize("NFC", text), key=lambda letter: _name(letter, language))
    said = "".join("".join(letters) if name is None else name for name, letters in runs)
    return _AGAIN.sub(r"\1", said)


def _name(letter: str, language: str) -> str | None:
    """What stands for a letter that we cannot draw: nothing for a stop or a comma; None for what we can."""
    if not _is_lost(letter):
        return None
    return "" if unicodedata.category(letter).startswith("P") else f"[{escape(_script(letter, language))}]"


def _script(letter: str, language: str) -> str:
    """What the letter's script is called in `language`, or the name of a sign that belongs to none."""
    name = unicodedata.name(letter, "")
    first = "HAN" if name.startswith("CJK") else name.partition(" ")[0]
    code = _codes().get(first.casefold())
    if code is None:
        return name.lower() or _("unknown sign")
    script = Locale.parse(language.split("-")[0]).scripts.get(code, first.title())
    return _("text in another script: %(script)s") % {"script": script}


@cache
def _codes() -> dict[str, str]:
    """ISO 15924 codes by the English name that Unicode uses."""
    return {name.casefold(): code for code, name in Locale.parse("en").scripts.items()}
