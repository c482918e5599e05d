"""The fact boxes: what holds in the reader's Land, or how far the Länder differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.utils.safestring import SafeString

from portal.guides.choices import Certainty, Kind
from portal.guides.models import FactKey, LandFact, Term
from portal.guides.reports import words
from portal.places.models import Land

EMPTY = SafeString("")


@dataclass(frozen=True)
class Word:
    """A German word with its explanation in the reader's language."""

    slug: str
    word: str
    meaning: SafeString


@dataclass(frozen=True)
class Group:
    """Länder in which the same holds."""

    value: SafeString
    lands: tuple[str, ...]


@dataclass(frozen=True)
class FactBox:
    """One box; with a Land `value` and what belongs to it are filled, without one `groups` and `span`."""

    key: str
    label: SafeString
    land: str = ""
    value: SafeString = EMPTY
    words: tuple[Word, ...] = ()
    meaning: SafeString = EMPTY
    note: SafeString = EMPTY
    certainty: str = ""
    source: str = ""
    source_url: str = ""
    checked_on: date | None = None
    groups: tuple[Group, ...] = ()
    span: tuple[str, str] | None = None

    @property
    def known(self) -> bool:
        return bool(self.value)

    @property
    def is_uncertain(self) -> bool:
        return self.certainty == Certainty.UNCERTAIN

    @property
    def is_unverified(self) -> bool:
        return self.certainty == Certainty.OWN


@dataclass(frozen=True)
class Knowledge:
    """The facts and words that a text asks for, read in three queries at most."""

    language: str
    land: Land | None
    lands: dict[str, str]
    keys: dict[str, FactKey]
    facts: dict[str, list[LandFact]]
    terms: dict[str, Term]

    def box(self, key: str) -> FactBox | None:
        """The box of this key; None if nobody defined the key."""
        if key not in self.keys:
            return None
        return self._of_land(self.keys[key]) if self.land else self._of_all(self.keys[key])

    def word(self, slug: str) -> Word | None:
        if slug not in self.terms:
            return None
        term = self.terms[slug]
        return Word(slug, term.word, words.own(term, "meaning", self.language))

    def value(self, fact: LandFact) -> SafeString:
        """The value in the words of its key."""
        return words.phrased_value(fact, self.keys[fact.fact_key_id], self.language, self.terms)

    def _of_land(self, key: FactKey) -> FactBox:
        assert self.land is not None  # noqa: S101 - asked by box()
        label, land = words.own(key, "label", self.language), self.lands[self.land.code]
        fact = next((it for it in self.facts[key.key] if it.land_id == self.land.code), None)
        if fact is None:
            return FactBox(key.key, label, land)
        found = (self.word(slug) for slug in fact.terms)
        return FactBox(
            key.key, label, land,
            value=self.value(fact),
            words=tuple(word for word in found if word),
            meaning=words.own(key, "meaning", self.language),
            note=words.own(fact, "note", self.language),
            certainty=fact.certainty, checked_on=fact.checked_on,
            source=fact.source, source_url=fact.source_url,
        )  # fmt: skip

    def _of_all(self, key: FactKey) -> FactBox:
        facts = self.facts[key.key]
        return FactBox(
            key.key,
            words.own(key, "label", self.language),
            groups=tuple(self.groups(key)),
            span=_span(facts, key.kind, self.language, self.terms),
        )

    def groups(self, key: FactKey) -> Iterable[Group]:
        """The Länder by value, the most frequent value first; nothing for free texts."""
        if key.kind == Kind.TEXT:
            return
        by_value: dict[object, list[LandFact]] = {}
        for fact in self.facts[key.key]:
            by_value.setdefault(fact.value_key, []).append(fact)
        for facts in sorted(by_value.values(), key=lambda group: _order(group, key.kind)):
            yield Group(self.value(facts[0]), tuple(sorted(self.lands[fact.land_id] for fact in facts)))


def _order(facts: Sequence[LandFact], kind: str) -> tuple[object, ...]:
    if kind in (Kind.DATE, Kind.NUMBER, Kind.MONEY):
        return (facts[0].day_of_year or date.min, facts[0].number or 0)
    return (-len(facts), facts[0].land_id)


def _span(
    facts: Sequence[LandFact], kind: str, language: str, terms: dict[str, Term]
) -> tuple[str, str] | None:
    """The smallest and the largest value, where values have an order and differ."""
    if kind not in (Kind.DATE, Kind.NUMBER, Kind.MONEY) or not facts:
        return None
    ordered = sorted(facts, key=lambda fact: _order([fact], kind))
    first, last = (words.bare_value(ordered[i], kind, language, terms) for i in (0, -1))
    return None if first == last else (str(first), str(last))


def gather(
    keys: Iterable[str] | None, slugs: Iterable[str], *, land: Land | None, lands: dict[str, str],
    language: str, day: date,
) -> Knowledge:  # fmt: skip
    """Read facts (of these keys, or of all that are compared) and words; three queries, fewer if unneeded."""
    facts = LandFact.objects.valid(day).select_related("choice")
    if land is not None:
        facts = facts.filter(land=land)
    wanted = FactKey.objects.filter(compared=True) if keys is None else FactKey.objects.filter(key__in=keys)
    found = list(wanted.prefetch_related(Prefetch("facts", facts, to_attr="current"))) if keys != [] else []
    by_key = {key.key: list(key.current) for key in found}
    asked = set(slugs) | {slug for rows in by_key.values() for fact in rows for slug in fact.terms}
    terms = {term.slug: term for term in Term.objects.filter(slug__in=asked)} if asked else {}
    return Knowledge(language, land, lands, {key.key: key for key in found}, by_key, terms)
