"""Several things in one line, as the reader's language lists them."""

from collections.abc import Iterable

from babel.lists import format_list

from portal.lib.languages import direction, locale_of, name_of, names_small


def languages_listed(codes: Iterable[str], reader: str) -> str:
    """The names of the languages `codes` in one line, for somebody who reads `reader`.

    >>> languages_listed(["ar", "de"], "ru"), languages_listed(["ar", "de"], "de")
    ('Арабский и немецкий', 'Arabisch und Deutsch')
    """
    names = [name_of(code, reader) for code in codes]
    if names_small(reader):
        names[1:] = [name[0].lower() + name[1:] for name in names[1:]]
    return listed(names, reader)


def comma(language: str) -> str:
    """What stands between two things that are named one after the other, without an "and".

    >>> comma("de"), comma("fa")
    (', ', '، ')
    """
    return "، " if direction(language) == "rtl" else ", "


def listed(parts: Iterable[str], language: str) -> str:
    """`parts` joined with the commas and the "and" of `language` (BCP-47); nothing is escaped.

    >>> listed(["Arabisch", "Deutsch", "Türkisch"], "de"), listed(["العربية", "الألمانية"], "ar")
    ('Arabisch, Deutsch und Türkisch', 'العربية والألمانية')
    """
    return format_list([str(part) for part in parts], style="standard", locale=locale_of(language))
