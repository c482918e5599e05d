"""Folding text so that searching finds what a person means."""

import re
import unicodedata

# Letters that Unicode does not decompose, and letter variants that readers type for one another.
_FOLDED = str.maketrans(
    {
        "ß": "ss", "ı": "i", "İ": "i", "ł": "l", "Ł": "l", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe",
        "ä": "ae", "ö": "oe", "ü": "ue", "Ä": "ae", "Ö": "oe", "Ü": "ue",
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ئ": "ي", "ک": "ك", "ة": "ه", "ؤ": "و",
        "ـ": None, "\u200c": " ", "\u200d": None, "ʼ": " ", "ё": "е", "Ё": "е", "ґ": "г",
    }
)  # fmt: skip
# Each word of a search is a condition of its own: from here on they no longer narrow what is found.
MOST_WORDS = 8
_SPACE = re.compile(r"[^\w]+", re.UNICODE)
# What joins parts of a word that are words of their own: Almanya'da, Kita-Platz, ثبت\u200cنام.
_JOINT = re.compile(r"[\s'’ʼ‘`´‐‑–/\u200c-]+")


def fold(text: str) -> str:
    """`text` in lower case without accents, with umlauts spelt out and Arabic letter variants merged.

    >>> fold("Türkischer  Elternverein, Köln")
    'tuerkischer elternverein koeln'
    """
    text = unicodedata.normalize("NFC", text).translate(_FOLDED)
    text = unicodedata.normalize("NFKD", text.casefold())
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    return _SPACE.sub(" ", text).strip()


def file_stem(text: str) -> str:
    """`text` as the beginning of a file name that every system takes.

    >>> file_stem("NW/2026 – 0007")
    'nw-2026-0007'
    """
    return fold(text).replace(" ", "-")


# Of the parts of a file name, so that name and path fit on every system.
LONGEST_NAME = 90
_NOT_IN_A_NAME = re.compile(r"[^\w.]+|_+")


def file_name(*parts: object, suffix: str) -> str:
    """What a person saves a file as: `parts` in their own letters, without a sign that some system refuses.

    >>> file_name("Liste: zum/Unterschreiben", "Köln", suffix="pdf")
    'Liste-zum-Unterschreiben-Köln.pdf'
    """
    words = (_NOT_IN_A_NAME.sub("-", unicodedata.normalize("NFC", str(part))).strip("-.") for part in parts)
    stem = "-".join(word for word in words if word)[:LONGEST_NAME].rstrip("-.")
    return f"{stem}.{suffix}"


_PLAIN = str.maketrans("äöüÄÖÜ", "aouAOU")


def searchable(*parts: str) -> str:
    """`parts` folded for a column that is searched by trigrams (`pg_trgm`).

    Words with umlauts stand in it twice, since people also type the bare vowel:

    >>> searchable("Türkischer Verein", "Köln")
    'tuerkischer verein koeln turkischer koln'
    """
    text = " ".join(part for part in parts if part)
    words = fold(text).split()
    plain = fold(unicodedata.normalize("NFC", text).translate(_PLAIN)).split()
    return " ".join([*words, *(word for word in dict.fromkeys(plain) if word not in words)])


def trigrams(folded: str) -> frozenset[str]:
    """The trigrams of the words of a folded text, as PostgreSQL's `pg_trgm` makes them.

    >>> sorted(trigrams("ab"))
    ['  a', ' ab', 'ab ']
    """
    padded = (f"  {word} " for word in folded.split())
    return frozenset(word[at : at + 3] for word in padded for at in range(len(word) - 2))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """How much two sets of trigrams have in common, 0 to 1: `similarity()` of `pg_trgm`."""
    together = len(one | other)
    return len(one & other) / together if together else 0.0


def swapped(word: str) -> list[str]:
    """`word` with each two neighbours swapped, as hasty fingers do.

    >>> swapped("abc")
    ['bac', 'acb']
    """
    return [word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)]


def search_words(query: str, limit: int = MOST_WORDS) -> list[str]:
    """The folded words of what somebody typed into a search field: at most `limit`, no single letters."""
    return [word for word in dict.fromkeys(fold(query).split()) if len(word) > 1][:limit]


def typed_words(query: str, limit: int = MOST_WORDS) -> dict[str, str]:
    """The words of `search_words`, each with the part of the query that it was made from.

    >>> typed_words("Kita-Plätze")
    {'kita': 'Kita', 'plaetze': 'Plätze'}
    """
    typed = {word: part for part in _JOINT.split(query) for word in fold(part).split()}
    return {word: typed[word] for word in search_words(query, limit) if word in typed}


_ABBREVIATED = re.compile(r"\b(\w\.) (?=\w\.)")


def unbroken(name: str) -> str:
    """`e. V.` at the end of a name is never torn apart at the end of a line."""
    return _ABBREVIATED.sub("\\1\N{NO-BREAK SPACE}", name)
