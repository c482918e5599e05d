"""Which column of a table is which, told by its headings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Choices
from django.utils import translation

from portal.lib import languages
from portal.lib.text import fold


def guess(
    headers: Sequence[str],
    usual: Mapping[str, Iterable[str]],
    remembered: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """The heading of each column that a person has named the last time, or that is told by its name.

    `usual` are the names under which a column is known; capitals, umlauts and signs make no difference.
    """
    found = {column: header for column, header in (remembered or {}).items() if header in headers}
    known = {plain(name): column for column, names in usual.items() for name in names}
    for header in headers:
        column = known.get(plain(header))
        if column and column not in found and header not in found.values():
            found[column] = header
    return found


def plain(header: str) -> str:
    """A heading without what makes no difference.

    >>> plain("Register_Nr."), plain("Straße")
    ('register nr', 'strasse')
    """
    return fold(header.replace("_", " "))


def names_of(choice: Choices) -> list[str]:
    """The names of a choice in the languages in which our own tables and pages are written."""
    names = []
    for language in languages.DESK:
        with translation.override(language):
            names.append(str(choice.label))
    return names
