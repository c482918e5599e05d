"""A guide as one reader sees it: their language, their Land."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from portal.guides.models import Guide, Picture, Translation
from portal.guides.reports import tokens, words
from portal.guides.reports.facts import FactBox, Knowledge, Reach, gather
from portal.guides.reports.glossary import Word
from portal.guides.reports.neighbours import Neighbour, further, neighbours
from portal.guides.reports.pictures import COLUMNS, Shown, pictures_in
from portal.lib import markup
from portal.lib.languages import direction
from portal.places.models import Land

# After a title that ends with a question, the full stop of the sentence is one too many.
_SECOND_STOP = re.compile(r"([?!؟](?:</span>)?</a>)[.۔]")


@dataclass(frozen=True)
class Page:
    """All that the page and the PDF of a guide show."""

    slug: str
    topic: SafeString
    topic_slug: str
    title: str
    summary: str
    language: str
    direction: str
    reader: str
    html: SafeString
    glance: tuple[FactBox, ...]  # what holds in the reader's Land, in the order of the text
    differs: bool  # something of it is otherwise in another Land
    headings: tuple[markup.Heading, ...]
    words: tuple[Word, ...]
    land_code: str
    land: str
    is_outdated: bool
    machine_assisted: bool
    is_sensitive: bool
    updated: datetime
    others: tuple[Neighbour, ...]  # a few to go on with
    languages: tuple[str, ...]  # in which there is a text, for search engines

    @property
    def is_fallback(self) -> bool:
        """The text is not in the reader's language."""
        return self.language != self.reader


def read(
    slug: str, language: str, land: Land | None, *, lands: dict[str, str], day: date, paper: bool = False
) -> Page | None:
    """The guide for a reader of `language` in `land`, or None if there is none; five queries at most.

    In German where there is no text in the reader's language. `lands` are the names by code; `paper` leaves
    out what only a screen can do.
    """
    found = _public(language).filter(guide__slug=slug)
    texts = {text.language: text for text in found}
    if settings.LANGUAGE_CODE not in texts:
        return None
    text = texts.get(language) or texts[settings.LANGUAGE_CODE]
    knowledge = _asked_by([text], land=land, lands=lands, language=language, day=day)
    return _page(text, knowledge, neighbours(language), paper)


def read_all(language: str, land: Land | None, *, lands: dict[str, str], day: date) -> tuple[Page, ...]:
    """All guides that there are in `language`, in their order, for paper; five queries at most.

    Without those that must leave no trace: a booklet lies about at home.
    """
    guides = Guide.objects.public().filter(is_sensitive=False)
    found = _public(language).filter(language=language, guide__in=guides)
    texts = list(found.order_by("guide__topic__position", "guide__position", "guide__slug"))
    knowledge = _asked_by(texts, land=land, lands=lands, language=language, day=day)
    others = neighbours(language)
    return tuple(_page(text, knowledge, others, True) for text in texts)


def _public(language: str) -> Any:
    """Published texts in the language and in German, each with the languages that its guide has."""
    same = Translation.objects.public().filter(guide=OuterRef("guide")).values_list("language", flat=True)
    found = Translation.objects.public().filter(language__in={language, settings.LANGUAGE_CODE})
    return found.select_related("guide__topic").annotate(
        languages=ArraySubquery(same), pictures=ArraySubquery(pictures_in("body"))
    )


def read_unsaved(
    text: Translation, language: str, land: Land | None, *, lands: dict[str, str], day: date
) -> Page:
    """A text as readers of `language` would see it if it were published; neither need be so."""
    shown: Any = text
    slugs = {token.slug for token in tokens.find(text.body) if token.kind == "picture"}
    shown.pictures = list(Picture.objects.filter(slug__in=slugs).values(*COLUMNS)) if slugs else []
    shown.languages = []
    knowledge = _asked_by([text], land=land, lands=lands, language=language, day=day)
    return _page(shown, knowledge, neighbours(language), False)


def _asked_by(texts: Iterable[Translation], **reader: Any) -> Knowledge:
    """The facts and words for which the texts have a place."""
    asked = [token for text in texts for token in tokens.find(text.body)]
    return gather(
        sorted({token.slug for token in asked if token.kind == "fact"}),
        {token.slug for token in asked if token.kind == "term"},
        **reader,
    )


def _page(text: Any, knowledge: Knowledge, others: dict[str, Neighbour], paper: bool) -> Page:
    language, land, slug = knowledge.language, knowledge.land, text.guide.slug
    pictures = [Picture(**row) for row in text.pictures]
    html, headings, used = _compose(text, knowledge, others, pictures, paper)
    boxes = [box for key in _facts_in(text) if (box := knowledge.box(key))]
    return Page(
        slug=slug, topic=words.own(text.guide.topic, "title", language), topic_slug=text.guide.topic_id,
        title=text.title, summary=text.summary,
        language=text.language, direction=direction(text.language), reader=language,
        html=html, glance=_glance(boxes, html), differs=any(box.reach != Reach.ALL for box in boxes),
        headings=tuple(headings), words=tuple(used),
        land_code=land.code if land else "", land=knowledge.lands[land.code] if land else "",
        is_outdated=text.is_outdated, machine_assisted=text.machine_assisted,
        is_sensitive=text.guide.is_sensitive, updated=text.updated,
        others=tuple(further(text.guide, others)),
        languages=tuple(code for code, _name in settings.LANGUAGES if code in text.languages),
    )  # fmt: skip


def _facts_in(text: Translation) -> list[str]:
    """The keys of the facts for which the text has a place, in its order."""
    return list(dict.fromkeys(token.slug for token in tokens.find(text.body) if token.kind == "fact"))


def _glance(boxes: list[FactBox], html: str) -> tuple[FactBox, ...]:
    """Those that stand in the text as boxes and say something about the reader's Land itself."""
    shown = (box for box in boxes if f'id="fact-{box.key}"' in html)
    return tuple(box for box in shown if box.known and box.reach == Reach.LAND)


class _Composer:
    """Puts facts, words and links into the places of one text."""

    def __init__(
        self, text: Translation, knowledge: Knowledge, others: dict[str, Neighbour],
        pictures: list[Picture], paper: bool,
    ) -> None:  # fmt: skip
        self.text, self.knowledge, self.paper = text, knowledge, paper
        self.named = {slug: other for other in others.values() for slug in (other.slug, *other.former)}
        self.pictures = {picture.slug: picture for picture in pictures}
        # A file that is sent on has no address of its own, so its links are whole ones.
        self.site = settings.SITE_URL if paper else ""
        self.query = f"?land={knowledge.land.code}" if knowledge.land else ""
        address = self._address("SLUG").replace("SLUG", "{slug}")
        self.source, self.tokens = tokens.hold(text.body, address)
        self.used: dict[str, Word] = {}

    def block(self, match: re.Match[str]) -> str:
        token = self.tokens[int(match[1])]
        if token.kind == "picture":
            return self._picture(token.slug, alone=True)
        if token.kind != "fact":
            return match[0]
        box = self.knowledge.box(token.slug)
        return self._rendered(box) if box else ""

    def inline(self, match: re.Match[str]) -> str:
        token = self.tokens[int(match[1])]
        say = {"fact": self._fact, "term": self._term, "link": self._link, "picture": self._picture}
        return say[token.kind](token.slug)

    def plain(self, match: re.Match[str]) -> str:
        """The token as text, for the table of contents."""
        token = self.tokens[int(match[1])]
        word = self.knowledge.word(token.slug) if token.kind == "term" else None
        return escape(word.word) if word else ""

    def _rendered(self, box: FactBox) -> str:
        for word in box.words:
            self.used.setdefault(word.slug, word)
        reader = self.knowledge.language
        return render_to_string(
            "guides/parts/fact.html",
            {"box": box, "lang": "" if reader == self.text.language else reader, "paper": self.paper},
        )

    def _fact(self, key: str) -> str:
        box = self.knowledge.box(key)
        if box is None:
            return ""
        value = box.value or box.span or "…"
        return render_to_string(
            "guides/parts/fact_inline.html",
            {
                "value": value, "doubtful": box.is_doubtful or (not box.value and box.span_is_doubtful),
                "lang": self.knowledge.language, "paper": self.paper,
            },
        )  # fmt: skip

    def _picture(self, slug: str, *, alone: bool = False) -> str:
        if slug not in self.pictures:
            return ""
        shown = Shown.of(
            self.pictures[slug], self.knowledge.language, around=self.text.language,
            paper=self.paper, sensitive=self.text.guide.is_sensitive,
        )  # fmt: skip
        return render_to_string("guides/parts/picture.html", {"picture": shown, "alone": alone})

    def _term(self, slug: str) -> str:
        word = self.knowledge.word(slug)
        if word is None:
            return escape(slug)
        first = slug not in self.used
        self.used.setdefault(slug, word)
        return render_to_string(
            "guides/parts/word.html", {"word": word, "first": first, "reader": self.knowledge.language}
        )

    def _link(self, slug: str) -> str:
        other = self.named.get(slug)
        return format_html('<a href="{}">{}</a>', self._address(other.slug), other.title) if other else ""

    def _address(self, slug: str) -> str:
        return self.site + reverse("guides:detail", args=[slug]) + self.query


def _compose(
    text: Translation,
    knowledge: Knowledge,
    others: dict[str, Neighbour],
    pictures: list[Picture],
    paper: bool,
) -> tuple[SafeString, list[markup.Heading], list[Word]]:
    composer = _Composer(text, knowledge, others, pictures, paper)
    html, headings = markup.with_anchors(markup.to_html(composer.source))
    headings = [
        markup.Heading(it.level, it.anchor, mark_safe(tokens.PLACE.sub(composer.plain, it.html)))  # noqa: S308
        for it in headings
    ]
    html = tokens.ALONE.sub(composer.block, html)
    html = markup.in_texts(html, tokens.PLACE, composer.inline)
    html = _SECOND_STOP.sub(r"\1", html)
    # Sanitised above; what was put into the places is escaped by its own templates.
    return mark_safe(html), headings, list(composer.used.values())  # noqa: S308
