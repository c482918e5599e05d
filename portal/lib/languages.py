"""The languages of the house. Adding one: here, one migration per app, one folder in locale/."""

from django.conf.locale import LANG_INFO

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

# Django knows private-use tags only by their base language and would call this one "Deutsch".
LANG_INFO.setdefault(
    EASY_GERMAN, {"bidi": False, "code": EASY_GERMAN, "name": "Easy German", "name_local": "Leichte Sprache"}
)


def direction(language: str) -> str:
    """`"rtl"` or `"ltr"`, the `dir` attribute of a BCP-47 language tag."""
    return "rtl" if language.split("-")[0] in {"ar", "fa", "he", "ku-arab", "ckb", "ur", "ps"} else "ltr"


def fallbacks(language: str) -> list[str]:
    """Language codes to try for a text, best first: the language itself, then German, then English."""
    order = [language]
    order += [code for code in ("de", "en") if code != language]
    return order + [code for code, _name in PUBLIC if code not in order]
