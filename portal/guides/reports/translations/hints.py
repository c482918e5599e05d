"""What helps with a paragraph: what its tokens put in, and what its German words mean."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString

from portal.guides.models import FactKey, Term
from portal.guides.reports import tokens, words
from portal.guides.reports.plain import titles
from portal.guides.reports.translations.spoken import Spoken
from portal.lib.languages import best_words


@dataclass(frozen=True)
class Hint:
    """A token or a German word of a paragraph; `token` is empty where the German says the word itself."""

    token: str
    word: str
    meaning: SafeString


class Glossary:
    """Words, facts and titles for the hints of a whole guide, of which `texts` are the German paragraphs."""

    def __init__(self, texts: Iterable[str], language: str, reader: str) -> None:
        self.language, self.reader = language, reader
        self.read = Spoken(texts, language)
        self.terms = {term.slug: term for term in Term.objects.all()}
        self.facts = FactKey.objects.in_bulk()
        self.titles = titles()
        self.spoken = [
            (re.compile(rf"\b{re.escape(word)}\b"), term)
            for term in self.terms.values()
            for word in filter(None, (term.word, term.plural))
        ]

    def hints(self, german: str) -> list[Hint]:
        """For one German paragraph: its tokens in their order, then the words that it says outright."""
        asked = dict.fromkeys(tokens.find(german))
        found = [hint for hint in map(self._of, asked) if hint]
        plain = tokens.TOKEN.sub(" ", german)
        known = {token.slug for token in asked if token.kind == "term"}
        said = {term.slug: term for pattern, term in self.spoken if pattern.search(plain)}
        return found + [
            Hint("", term.word, words.own(term, "meaning", self.language))
            for slug, term in said.items()
            if slug not in known
        ]

    def _of(self, token: tokens.Token) -> Hint | None:
        written = f"{{{{{token.kind}:{token.slug}}}}}"
        if token.kind == "term" and (term := self.terms.get(token.slug)):
            return Hint(written, term.word, words.own(term, "meaning", self.language))
        if token.kind == "fact" and (key := self.facts.get(token.slug)):
            label, _code = best_words(key, "label", self.reader)
            return Hint(written, label, self.read.of(token))
        if token.kind == "link" and (german := self.titles.get((token.slug, "de"))):
            title = self.titles.get((token.slug, self.language))
            return Hint(
                written, german, SafeString("") if title is None else words.foreign(title, self.language)
            )
        return None
