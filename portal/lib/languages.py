"""The languages of the house. Adding one: here, one migration per app, one folder in locale/."""

import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Any

from babel import Locale
from django.conf.locale import LANG_INFO
from django.db.models import Model
from django.utils.translation import gettext_lazy, override

from portal.lib.alphabets import place_of

EASY_GERMAN = "de-x-leicht"

# Code and name in the language itself; the first is the master of every text.
PUBLIC = [
    ("de", "Deutsch"),
    (EASY_GERMAN, "Leichte Sprache"),
    ("en", "English"),
    ("ar", "العربية"),
    ("fa", "فارسی"),
    ("pl", "Polski"),
    ("ro", "Română"),
    ("ru", "Русский"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
]
RIGHT_TO_LEFT = ["ar", "fa"]
DESK = ["de", "en"]
# In which a report of an organisation can be read that is valid in German alone.
READING_COPIES = ["en", "ar", "tr", "uk"]

# Django knows private-use tags only by their base language and would call this one "Deutsch".
LANG_INFO.setdefault(
    EASY_GERMAN, {"bidi": False, "code": EASY_GERMAN, "name": "Easy German", "name_local": "Leichte Sprache"}
)


def direction(language: str) -> str:
    """`"rtl"` or `"ltr"`, the `dir` attribute of a BCP-47 language tag."""
    return "rtl" if language.split("-")[0] in {"ar", "fa", "he", "ku-arab", "ckb", "ur", "ps"} else "ltr"


def text_direction(text: str) -> str:
    """`"rtl"` or `"ltr"` by the first letter that has a direction, as `dir="auto"` does it in browsers."""
    kinds = (unicodedata.bidirectional(letter) for letter in text)
    first = next((kind for kind in kinds if kind in {"L", "R", "AL"}), "L")
    return "ltr" if first == "L" else "rtl"


def locale_of(language: str) -> str:
    """The name of the locale data for a language tag; English is that of Europe, with its days first."""
    base = language.split("-")[0]
    return "en_GB" if base == "en" else base


def at_desk(language: str) -> str:
    """The language of desk pages for a reader of `language`: they speak fewer than mails do."""
    return language if language in DESK else "de"


def fallbacks(language: str) -> list[str]:
    """Language codes to try for a text, best first: the language itself, then German, then English."""
    order = [language]
    order += [code for code in ("de", "en") if code != language]
    return order + [code for code, _name in PUBLIC if code not in order]


def best_words(obj: object, field: str, reader: str) -> tuple[str, str]:
    """The translated column `field` in the language `reader`, else the next best, with its language."""
    for language in fallbacks(reader):
        if text := getattr(obj, f"{field}_{language.replace('-', '_')}", None):
            return text, language
    return "", reader


def named(rows: Iterable[Model], reader: str) -> dict[Any, str]:
    """The names of rows by their key, as a reader of the language `reader` looks for them in a list."""
    names = {row.pk: best_words(row, "name", reader)[0] for row in rows}
    return dict(sorted(names.items(), key=lambda item: place_of(item[1], reader)))


# What families and organisations speak, by ISO 639 code, as far as the locale data can name it.
SPOKEN = (
    "am", "ar", "az", "bg", "bn", "bs", "ckb", "cs", "de", "el", "en", "es", "fa", "fr", "ha", "hi", "hr",
    "hu", "hy", "id", "it", "ja", "ka", "kab", "kk", "ko", "ku", "ky", "lt", "lv", "mk", "ml", "mn", "ne",
    "nl", "pa", "pl", "ps", "pt", "ro", "ru", "si", "sk", "sl", "so", "sq", "sr", "sw", "ta", "te", "th",
    "ti", "tl", "tr", "uk", "ur", "uz", "vi", "wo", "yo", "zh", "sgn", "rom",
)  # fmt: skip


# The locale data has no name for the one; for the other some of its names are felt as an insult.
_NAMED_HERE = {"sgn": gettext_lazy("Sign language"), "rom": gettext_lazy("Romani")}


def name_of(code: str, reader: str) -> str:
    """What the language `code` is called in the language `reader` (both BCP-47), else its code.

    >>> name_of("tr", "de"), name_of("ar", "en")
    ('Türkisch', 'Arabic')
    """
    if code == EASY_GERMAN:
        return dict(PUBLIC)[code]
    if code in _NAMED_HERE:
        with override(reader):
            return str(_NAMED_HERE[code])
    return _locale_name(code.replace("-", "_"), reader.split("-")[0])


def names_small(reader: str) -> bool:
    """Whether the language `reader` writes the names of languages small inside a sentence."""
    return Locale.parse(reader.split("-")[0]).languages["de"][0].islower()


@cache
def _locale_name(code: str, reader: str) -> str:
    name = Locale.parse(reader).languages.get(code, code)
    return name[0].upper() + name[1:]


def spoken_choices(reader: str) -> list[tuple[str, str]]:
    """(code, name) of every spoken language, in the order of the names in the language `reader`."""
    names = [(code, name_of(code, reader)) for code in SPOKEN]
    return sorted(names, key=lambda pair: place_of(pair[1], reader))


# Parts of the portal for people who sign in; they speak the languages of DESK only.
SIGNED_IN_PARTS = ("/desk/", "/accounts/")


def split_path(path: str) -> tuple[str, str]:
    """Language and rest of a path: `("ar", "/guides/")` of `/ar/guides/`, `("", path)` without a language."""
    first, _slash, rest = path[1:].partition("/")
    return (first, "/" + rest) if first in dict(PUBLIC) else ("", path)


def in_path(path: str, language: str) -> str:
    """`path`, query string included, in another language; the home page if it has no language."""
    old, rest = split_path(path)
    return f"/{language}{rest}" if old else f"/{language}/"


def offered(path: str) -> list[tuple[str, str]]:
    """Code and own name of the languages in which the page at `path` is offered."""
    signed_in = split_path(path)[1].startswith(SIGNED_IN_PARTS)
    return [(code, name) for code, name in PUBLIC if code in DESK or not signed_in]
