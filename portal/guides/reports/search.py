"""What a search in the guides finds: the guide, the passage, and the words that matched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice

from django.db.models import Q, QuerySet
from django.utils.safestring import SafeString

from portal.guides.models import Passage, Term
from portal.guides.queries import LIKENESS
from portal.guides.reports.glossary import Word, explain
from portal.guides.reports.neighbours import neighbours
from portal.lib import languages
from portal.lib.text import fold, search_words, searchable, typed_words

MOST = 20  # guides on a page of results
FEW = 2  # where fewer have the words, those with words that look like them follow
MOST_CLOSE = 5
AROUND = 110  # letters shown before and after the words that matched
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Hit:
    """A guide by its title for the reader, with its best passage, which is in `language`."""

    slug: str
    anchor: str
    title: SafeString
    heading: str
    before: str
    match: str
    after: str
    language: str
    direction: str


@dataclass(frozen=True)
class Results:
    """`hits` have the words themselves; `close` have words that look like them, and are other guides."""

    query: str
    hits: tuple[Hit, ...] = ()
    close: tuple[Hit, ...] = ()
    words: tuple[Word, ...] = ()


def search(query: str, language: str) -> Results:
    """Guides and German words for what a reader of `language` typed; six queries at most.

    In the reader's language and in German, since the words of letters from school are German; words that
    look alike only where hardly anything has all the words themselves. Where they cover more of what was
    typed, a guide that has a part of it is no hit.
    """
    asked = search_words(query)
    if not asked:
        return Results(query)
    found = _best(Passage.objects.public(code).matching(query, code) for code in _codes(language))
    typed = sum(map(len, typed_words(query)))
    whole = {slug: passage for slug, passage in found.items() if _covered(passage) == typed}
    close: dict[str, Passage] = {}
    if len(whole) < FEW:
        alike = _best(Passage.objects.public(code).resembling(query) for code in _codes(language))
        if max(map(_covered, alike.values()), default=0) > max(map(_covered, found.values()), default=0):
            found = whole
        others = ((slug, passage) for slug, passage in alike.items() if slug not in found)
        close = dict(islice(others, MOST_CLOSE))
    titles = neighbours(language) if found or close else {}
    return Results(
        query,
        hits=tuple(
            _hit(each, _matching(each.text, asked), titles[slug].title) for slug, each in found.items()
        ),
        close=tuple(_hit(each, _alike(each.text, asked), titles[slug].title) for slug, each in close.items()),
        words=tuple(_words(asked, language)),
    )


def _codes(language: str) -> list[str]:
    return list(dict.fromkeys((language, "de")))


def _best(findings: Iterable[QuerySet[Passage]]) -> dict[str, Passage]:
    """The best passage of each guide by its slug, those in the reader's language first."""
    best: dict[str, Passage] = {}
    for passages in findings:
        for passage in passages.select_related("translation__guide")[: 5 * MOST]:
            best.setdefault(passage.translation.guide.slug, passage)
    return dict(islice(best.items(), MOST))


def _covered(passage: Passage) -> int:
    """How many of the letters typed are in words that this passage has, or that look like its own."""
    return int(passage.score)  # type: ignore[attr-defined]


def _hit(passage: Passage, matches: Iterator[re.Match[str]], title: SafeString) -> Hit:
    text = passage.translation
    before, match, after = _around(passage.text, next(matches, None))
    return Hit(
        slug=text.guide.slug, anchor=passage.anchor, heading=passage.heading if passage.anchor else "",
        title=title, before=before, match=match, after=after,
        language=text.language, direction=languages.direction(text.language),
    )  # fmt: skip


def _around(text: str, found: re.Match[str] | None) -> tuple[str, str, str]:
    """The words around the best one that matched; the beginning of the text where only its stem did."""
    if found is None:
        return text[: 2 * AROUND] + ("…" if len(text) > 2 * AROUND else ""), "", ""
    start, end = max(0, found.start() - AROUND), min(len(text), found.end() + AROUND)
    start = text.find(" ", start) + 1 if start else 0
    end = text.rfind(" ", found.end(), end) if end < len(text) else end
    end = max(end, found.end())
    before = ("… " if start else "") + text[start : found.start()]
    after = text[found.end() : end] + (" …" if end < len(text) else "")
    return before, found[0], after


def _matching(text: str, asked: list[str]) -> Iterator[re.Match[str]]:
    """Words that have one of those asked for in them, the longest of these first: it says the most."""
    forms = [(spot, searchable(spot[0]).split()) for spot in _WORD.finditer(text)]
    for word in sorted(asked, key=len, reverse=True):
        yield from (spot for spot, own in forms if any(word in form for form in own))


def _alike(text: str, asked: list[str]) -> Iterator[re.Match[str]]:
    spots = [spot for spot in _WORD.finditer(text) if _likeness(spot[0], asked) > 1 - LIKENESS]
    yield from sorted(spots, key=lambda spot: -_likeness(spot[0], asked))


def _likeness(word: str, asked: list[str]) -> float:
    folded = fold(word)
    return max(SequenceMatcher(None, folded, other).ratio() for other in asked)


def _words(asked: list[str], language: str) -> Iterator[Word]:
    """German words of the glossary that were asked for."""
    by_name = Q()
    for word in asked:
        by_name |= Q(slug__contains=word.replace("ß", "ss"))
    for term in Term.objects.filter(by_name)[:5]:
        yield explain(term, language)
