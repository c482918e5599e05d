"""The fact boxes: what holds in the reader's Land or in all of Germany, or how far the Länder differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch
from django.utils.safestring import SafeString

from portal.guides.choices import Certainty, Kind
from portal.guides.models import FactKey, LandFact, Term
from portal.guides.reports import words
from portal.guides.reports.glossary import Word, explain
from portal.places.models import Land

EMPTY = SafeString("")
_MASTER = settings.LANGUAGE_CODE


@dataclass(frozen=True)
class Group:
    """Länder in which the same holds; of those in `doubtful` we are not sure."""

    value: SafeString
    lands: tuple[str, ...]
    doubtful: tuple[str, ...] = ()

    @property
    def is_doubtful(self) -> bool:
        """In all of them."""
        return self.doubtful == self.lands


class Reach(StrEnum):
    """Of what a box speaks."""

    LAND = "land"
    # The general value, where some Länder have one of their own, or none has.
    MOST = "most"
    ALL = "all"
    # No value at all, only how far the Länder differ.
    SPREAD = "spread"


@dataclass(frozen=True)
class FactBox:
    """One box: `value` and what belongs to it, or `groups` and `span` while the reader has no Land."""

    key: str
    label: SafeString
    reach: Reach
    land: str = ""
    value: SafeString = EMPTY
    words: tuple[Word, ...] = ()
    meaning: SafeString = EMPTY
    note: SafeString = EMPTY
    # In which language value and note stand, where it is not the reader's.
    value_language: str = ""
    note_language: str = ""
    certainty: str = ""
    source: str = ""
    source_url: str = ""
    checked_on: date | None = None
    # Words of the value, of what follows from it or of the note that are older than the German ones; these.
    is_value_behind: bool = False
    german: tuple[SafeString, ...] = ()
    groups: tuple[Group, ...] = ()
    span: SafeString = EMPTY  # from the smallest to the largest value
    # Of one of the values at least we are not sure, so it may reach further.
    span_is_doubtful: bool = False

    @property
    def known(self) -> bool:
        return bool(self.value)

    @property
    def is_uncertain(self) -> bool:
        return self.certainty == Certainty.UNCERTAIN

    @property
    def is_unverified(self) -> bool:
        return self.certainty == Certainty.OWN

    @property
    def is_doubtful(self) -> bool:
        return self.is_uncertain or self.is_unverified or self.is_value_behind


@dataclass(frozen=True)
class Knowledge:
    """The facts and words that a text asks for, read in three queries at most."""

    language: str
    land: Land | None
    lands: dict[str, str]
    keys: dict[str, FactKey]
    # By key and code of the Land; without code what holds in all of Germany.
    facts: dict[str, dict[str | None, LandFact]]
    # Keys for which at least one Land has a fact of its own.
    differing: frozenset[str]
    terms: dict[str, Term]

    def fact(self, key: str, land: str | None) -> LandFact | None:
        """What holds in the Land: its own fact, or else the one of all of Germany."""
        found = self.facts[key]
        return found.get(land) or found.get(None)

    def box(self, key: str) -> FactBox | None:
        """The box of this key; None if nobody defined the key."""
        if key not in self.keys:
            return None
        fact = self.fact(key, self.land.code if self.land else None)
        reach = self._reach(key, fact)
        box = FactBox(
            key,
            words.own(self.keys[key], "label", self.language),
            reach,
            land=self.lands[self.land.code] if self.land else "",
        )
        if fact:
            box = self._with_value(box, fact)
        return box if self.land or reach == Reach.ALL else self._with_spread(box)

    def word(self, slug: str) -> Word | None:
        return explain(self.terms[slug], self.language) if slug in self.terms else None

    def value(self, fact: LandFact) -> SafeString:
        """The value in the words of its key."""
        return words.phrased_value(fact, self.keys[fact.fact_key_id], self.language, self.terms)

    def _reach(self, key: str, fact: LandFact | None) -> Reach:
        if fact and fact.land_id is None:
            return Reach.MOST if key in self.differing else Reach.ALL
        return Reach.LAND if self.land else Reach.SPREAD

    def _with_value(self, box: FactBox, fact: LandFact) -> FactBox:
        found = (self.word(slug) for slug in fact.terms)
        return replace(
            box,
            value=self.value(fact),
            words=tuple(word for word in found if word),
            meaning=words.own(self.keys[box.key], "meaning", self.language),
            note=words.own(fact, "note", self.language),
            value_language=words.other_language(fact.choice or fact, "text", self.language),
            note_language=words.other_language(fact, "note", self.language),
            certainty=fact.certainty, checked_on=fact.checked_on,
            source=fact.source, source_url=fact.source_url,
            is_value_behind=self._is_value_behind(fact),
            german=tuple(self._newer(self.keys[box.key], fact)),
        )  # fmt: skip

    def is_doubtful(self, fact: LandFact) -> bool:
        """We are not sure of the value, or of the words that say it in the reader's language."""
        return fact.is_doubtful or self._is_value_behind(fact)

    def _is_value_behind(self, fact: LandFact) -> bool:
        value = [(fact, "text"), (fact.fact_key, "phrase")] + ([(fact.choice, "text")] if fact.choice else [])
        return any(row.is_behind(field, self.language) for row, field in value)

    def _newer(self, key: FactKey, fact: LandFact) -> Iterable[SafeString]:
        """The German words beside which those of the reader's language are old."""
        if self._is_value_behind(fact):
            yield words.foreign(words.phrased_value(fact, key, _MASTER, self.terms), _MASTER)
        for row, field in ((key, "label"), (key, "meaning"), (fact, "note")):
            if row.is_behind(field, self.language) and (said := words.own(row, field, _MASTER)):
                yield words.foreign(said, _MASTER)

    def _with_spread(self, box: FactBox) -> FactBox:
        key = self.keys[box.key]
        facts = list(self.facts[key.key].values())
        span = self._span(facts, key)
        doubtful = any(self.is_doubtful(fact) for fact in facts)
        return replace(box, groups=tuple(self.groups(key)), span=span, span_is_doubtful=doubtful)

    def _span(self, facts: Sequence[LandFact], key: FactKey) -> SafeString:
        """From the smallest to the largest value, where values have an order and differ."""
        if key.kind not in (Kind.DATE, Kind.NUMBER, Kind.MONEY) or not facts:
            return EMPTY
        ordered = sorted(facts, key=lambda fact: _order(fact, 1, key.kind))
        first, last = ordered[0], ordered[-1]
        if self.value(first) == self.value(last):
            return EMPTY
        return words.phrased_span(first, last, key, self.language, self.terms)

    def groups(self, key: FactKey) -> Iterable[Group]:
        """The Länder by value, the most frequent value first; nothing for free texts."""
        if key.kind == Kind.TEXT:
            return
        by_value: dict[object, list[tuple[LandFact, str]]] = {}
        for code, name in self.lands.items():
            if fact := self.fact(key.key, code):
                by_value.setdefault(fact.value_key, []).append((fact, name))
        for found in sorted(by_value.values(), key=lambda group: _order(group[0][0], len(group), key.kind)):
            doubtful = sorted(name for fact, name in found if self.is_doubtful(fact))
            yield Group(
                self.value(found[0][0]), tuple(sorted(name for _fact, name in found)), tuple(doubtful)
            )


def _order(fact: LandFact, lands: int, kind: str) -> tuple[object, ...]:
    """By the value where values have an order, otherwise by the number of Länder in which it holds."""
    if kind in (Kind.DATE, Kind.NUMBER, Kind.MONEY):
        return (fact.day_of_year or date.min, fact.number or 0)
    return (-lands, fact.land_id or "")


def gather(
    keys: Iterable[str] | None, slugs: Iterable[str], *, land: Land | None, lands: dict[str, str],
    language: str, day: date,
) -> Knowledge:  # fmt: skip
    """Read facts (of these keys, or of all that are compared) and words; three queries, fewer if unneeded."""
    valid = LandFact.objects.valid(day)
    of_a_land = valid.filter(fact_key=OuterRef("pk"), land__isnull=False)
    known = FactKey.objects.annotate(differs=Exists(of_a_land))
    wanted = known.filter(compared=True, differs=True) if keys is None else known.filter(key__in=keys)
    facts = (valid if land is None else valid.for_land(land)).select_related("choice")
    found = list(wanted.prefetch_related(Prefetch("facts", facts, to_attr="current"))) if keys != [] else []
    by_key = {key.key: {fact.land_id: fact for fact in key.current} for key in found}
    asked = set(slugs) | {slug for rows in by_key.values() for fact in rows.values() for slug in fact.terms}
    terms = {term.slug: term for term in Term.objects.filter(slug__in=asked)} if asked else {}
    differing = frozenset(key.key for key in found if key.differs)
    return Knowledge(language, land, lands, {key.key: key for key in found}, by_key, differing, terms)
