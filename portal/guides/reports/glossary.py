"""German words with what they mean and how to say them: one, or all from A to Z."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.utils.safestring import SafeString

from portal.guides.models import Term
from portal.guides.reports import words
from portal.lib.languages import best_words
from portal.lib.text import fold


@dataclass(frozen=True)
class Word:
    """A German word with its explanation in the reader's language.

    `said` writes down its sound in the reader's letters, and is empty where nobody has done so.
    """

    slug: str
    word: str
    plural: str
    said: str
    meaning: SafeString


@dataclass(frozen=True)
class Letter:
    """The words that begin with it."""

    name: str
    words: tuple[Word, ...]


def explain(term: Term, language: str) -> Word:
    """The word for a reader of `language`."""
    said, code = best_words(term, "say", language)
    return Word(
        slug=term.slug, word=term.word, plural=term.plural,
        # How a Turkish reader would write it is no help to a Persian one.
        said=said if code == language else "",
        meaning=words.own(term, "meaning", language),
    )  # fmt: skip


def letters(language: str) -> list[Letter]:
    """All German words under their first letters, an umlaut like its vowel; one query."""
    ordered = sorted(Term.objects.all(), key=lambda term: fold(term.word))
    return [
        Letter(first.upper(), tuple(explain(term, language) for term in terms))
        for first, terms in groupby(ordered, key=lambda term: fold(term.word)[:1])
    ]
