"""A paragraph in words: what readers will read where its text asks for a fact, a word or another guide."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.conf import settings
from django.utils.html import conditional_escape, format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe

from portal.guides.reports import tokens, words
from portal.guides.reports.facts import FactBox, gather
from portal.guides.reports.plain import titles
from portal.guides.reports.translations.pieces import Piece
from portal.lib.dates import today

_HEADING = re.compile(r"^#{1,6} +", re.MULTILINE)
_LONGEST = 90
_MASTER = settings.LANGUAGE_CODE


class Spoken:
    """What the tokens of some texts say in a language, without a Land; five queries at most."""

    def __init__(self, texts: Iterable[str], language: str) -> None:
        asked = [token for text in texts for token in tokens.find(text)]
        slugs: dict[str, list[str]] = {"fact": [], "term": []}
        for token in asked:
            slugs.setdefault(token.kind, []).append(token.slug)
        self.language = language
        self.known = gather(slugs["fact"], slugs["term"], land=None, lands={}, language=language, day=today())
        self.titles = titles() if "link" in slugs else {}

    def html(self, text: str) -> SafeString:
        """The text with words in place of its tokens, and without the signs that make headings."""
        plain = conditional_escape(_HEADING.sub("", text))
        return mark_safe(tokens.TOKEN.sub(self._said, plain))  # noqa: S308 - escaped, as are the words

    def of(self, token: tokens.Token) -> SafeString:
        """What readers see in its place; empty where nobody knows, as for pictures."""
        if token.kind == "fact":
            box = self.known.box(token.slug)
            return _of_box(box) if box else SafeString("")
        if token.kind == "link":
            title = self.titles.get((token.slug, self.language))
            return (
                conditional_escape(title)
                if title
                else self._german(self.titles.get((token.slug, _MASTER), ""))
            )
        term = self.known.terms.get(token.slug)
        return self._german(term.word if term else "")

    def _german(self, said: str) -> SafeString:
        is_own = not said or self.language.startswith(_MASTER)
        return conditional_escape(said) if is_own else words.foreign(said, _MASTER)

    def _said(self, match: re.Match[str]) -> str:
        said = self.of(tokens.Token(match[1], match[2]))
        return format_html('<code title="{}">{}</code>', match[0], said or match[0])


def german_of(pieces: Iterable[Piece]) -> Spoken:
    """What the German of the paragraphs says, now and before."""
    return Spoken((f"{piece.german} {piece.before or ''}" for piece in pieces), _MASTER)


def translation_of(pieces: Iterable[Piece], language: str) -> Spoken:
    """What the translation says, the new one and the one that readers have."""
    return Spoken((f"{piece.text} {piece.original}" for piece in pieces), language)


def _of_box(box: FactBox) -> SafeString:
    """Its name, and its value where that is short; of values that differ, from where to where."""
    value = box.value or box.span
    if not value or len(strip_tags(value)) > _LONGEST:
        return box.label
    return format_html("{}: {}", box.label, value)
