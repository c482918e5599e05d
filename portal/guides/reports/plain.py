"""The text of a guide as plain words, cut at its headings, for the search."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from portal.guides.models import FactKey, FormerSlug, Picture, Term, Translation
from portal.guides.reports import tokens
from portal.lib import markup
from portal.lib.languages import best_words

_HEADING = re.compile(r'<h[23] id="(?P<anchor>\w+)">(?P<heading>.*?)</h[23]>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Section:
    """What stands between two headings; the first section has neither anchor nor heading of its own."""

    anchor: str
    heading: str
    text: str


@dataclass(frozen=True)
class Names:
    """What stands in the places of a text: German words, labels, titles, what pictures show."""

    terms: dict[str, str]
    keys: dict[str, FactKey]
    titles: dict[tuple[str, str], str]
    pictures: dict[str, Picture]

    def of(self, token: tokens.Token, language: str) -> str:
        """The words for a token, empty where nobody knows it."""
        if token.kind == "term":
            return self.terms.get(token.slug, "")
        if token.kind == "link":
            return self.titles.get((token.slug, language)) or self.titles.get((token.slug, "de"), "")
        if token.kind == "picture":
            picture = self.pictures.get(token.slug)
            return best_words(picture, "alternative", language)[0] if picture else ""
        key = self.keys.get(token.slug)
        return best_words(key, "label", language)[0] if key else ""


def names() -> Names:
    """All of them, in four queries."""
    return Names(
        dict(Term.objects.values_list("slug", "word")),
        FactKey.objects.in_bulk(),
        titles(),
        Picture.objects.in_bulk(),
    )


def titles() -> dict[tuple[str, str], str]:
    """Titles by address and language, under the addresses that guides had before as well; one query."""
    moved = FormerSlug.objects.filter(guide=OuterRef("guide")).values_list("slug", flat=True)
    rows = Translation.objects.values_list("guide__slug", ArraySubquery(moved), "language", "title")
    return {(named, language): title for slug, former, language, title in rows for named in (slug, *former)}


def sections(text: Translation, known: Names) -> list[Section]:
    """Title and summary, then each section of the text."""
    source, held = tokens.hold(text.body, "")
    body, _headings = markup.with_anchors(markup.to_html(source))

    def word(match: re.Match[str]) -> str:
        return html.escape(known.of(held[int(match[1])], text.language))

    parts = _HEADING.split(tokens.PLACE.sub(word, body))
    found = [Section("", text.title, _plain(f"{text.summary} {parts[0]}"))]
    for anchor, heading, inner in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        found.append(Section(anchor, _plain(heading), _plain(inner)))
    return found


def _plain(part: str) -> str:
    return _SPACE.sub(" ", html.unescape(_TAG.sub(" ", part))).strip()
