"""Folding text so that searching finds what a person means."""

import re
import unicodedata

# Letters that Unicode does not decompose, and letter variants that readers type for one another.
_FOLDED = str.maketrans(
    {
        "ß": "ss", "ı": "i", "İ": "i", "ł": "l", "Ł": "l", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe",
        "ä": "ae", "ö": "oe", "ü": "ue", "Ä": "ae", "Ö": "oe", "Ü": "ue",
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ئ": "ي", "ک": "ك", "ة": "ه", "ؤ": "و",
        "ـ": None, "\u200c": " ", "\u200d": None, "ё": "е", "Ё": "е", "ґ": "г",
    }
)  # fmt: skip
_SPACE = re.compile(r"[^\w]+", re.UNICODE)


def fold(text: str) -> str:
    """`text` in lower case without accents, with umlauts spelt out and Arabic letter variants merged.

    >>> fold("Türkischer  Elternverein, Köln")
    'tuerkischer elternverein koeln'
    """
    text = unicodedata.normalize("NFC", text).translate(_FOLDED)
    text = unicodedata.normalize("NFKD", text.casefold())
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    return _SPACE.sub(" ", text).strip()
