"""What a change of a fact touches: guides by their tokens, and the words that readers get."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.safestring import SafeString

from portal.guides.choices import State
from portal.guides.models import FactKey, LandFact, Term, Translation
from portal.guides.reports import tokens, words


@dataclass(frozen=True)
class Touched:
    """A guide that shows the fact, and the languages in which readers read it there."""

    slug: str
    title: str
    languages: tuple[str, ...]


@dataclass(frozen=True)
class Reach:
    guides: tuple[Touched, ...]
    # Also a column of the page that compares the Länder.
    compared: bool

    @property
    def languages(self) -> int:
        """In how many languages somebody reads it."""
        everywhere = {code for guide in self.guides for code in guide.languages}
        return len(settings.LANGUAGES) if self.compared else len(everywhere)


def reach(key: FactKey) -> Reach:
    """Where readers meet a kind of fact; one query."""
    asked = tokens.Token("fact", key.key)
    texts = Translation.objects.filter(state=State.PUBLISHED, body__contains=key.key).select_related("guide")
    found: dict[str, list[Translation]] = {}
    for text in texts.order_by("guide__slug", "pk"):
        if asked in tokens.find(text.body):
            found.setdefault(text.guide.slug, []).append(text)
    order = [code for code, _name in settings.LANGUAGES]
    return Reach(tuple(_touched(slug, rows, order) for slug, rows in found.items()), key.compared)


def _touched(slug: str, texts: list[Translation], order: list[str]) -> Touched:
    german = next((text for text in texts if text.is_master), texts[0])
    languages = sorted((text.language for text in texts), key=order.index)
    return Touched(slug, german.title, tuple(languages))


def readings(fact: LandFact, key: FactKey) -> list[tuple[str, SafeString, SafeString]]:
    """Language, value and note as readers of each language get them; one query."""
    terms = {term.slug: term for term in Term.objects.filter(slug__in=fact.terms)}
    return [
        (code, words.phrased_value(fact, key, code, terms), words.own(fact, "note", code))
        for code, _name in settings.LANGUAGES
    ]
