"""Several things in one line, as the reader's language lists them."""

from collections.abc import Iterable

from babel.lists import format_list

from portal.lib.languages import locale_of


def listed(parts: Iterable[str], language: str) -> str:
    """`parts` joined with the commas and the "and" of `language` (BCP-47); nothing is escaped.

    >>> listed(["Arabisch", "Deutsch", "Türkisch"], "de"), listed(["العربية", "الألمانية"], "ar")
    ('Arabisch, Deutsch und Türkisch', 'العربية والألمانية')
    """
    return format_list([str(part) for part in parts], style="standard", locale=locale_of(language))
