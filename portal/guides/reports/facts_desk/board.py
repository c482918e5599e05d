"""The table of facts and Länder: what holds today, how sure it is, how old."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.utils.safestring import SafeString

from portal.guides.choices import Certainty
from portal.guides.models import FactKey, LandFact, Term
from portal.guides.reports import words
from portal.places.models import Land

GERMANY = "DE"
EMPTY = SafeString("")
SOON = timedelta(days=30)


@dataclass(frozen=True)
class Cell:
    """What holds in a place: its own fact, that of all of Germany, or none."""

    key: FactKey
    land: Land | None
    day: date
    fact: LandFact | None = None
    value: SafeString = EMPTY
    # What begins later, if anything does.
    upcoming: LandFact | None = None
    # What holds there in place of a fact of its own: that of all of Germany.
    general: LandFact | None = None
    # No fact of its own, and none is expected: the Länder have theirs, or all of Germany has one.
    expected: bool = True

    @property
    def place(self) -> str:
        return self.land.code if self.land else GERMANY

    @property
    def inherited(self) -> bool:
        return self.general is not None

    @property
    def is_missing(self) -> bool:
        return self.fact is None and self.expected

    @property
    def misses_words(self) -> bool:
        """There is a fact, and in some languages readers do not get all of it in their own."""
        return self.fact is not None and bool(self.fact.readers_missing)

    @property
    def is_uncertain(self) -> bool:
        return self.fact is not None and self.fact.certainty != Certainty.SURE

    @property
    def months(self) -> int:
        """Since somebody checked it."""
        if self.fact is None:
            return 0
        age = relativedelta(self.day, self.fact.checked_on)
        return age.years * 12 + age.months

    @property
    def is_old(self) -> bool:
        return self.fact is not None and self.fact.checked_on < self.day - relativedelta(months=12)

    @property
    def is_behind(self) -> bool:
        """Some words of it are older than the German ones."""
        return self.fact is not None and bool(self.fact.readers_behind)

    @property
    def is_ending(self) -> bool:
        """Within 30 days, and nothing follows."""
        last = self.fact.valid_until if self.fact else None
        return last is not None and last <= self.day + SOON and self.upcoming is None

    def fits(self, state: str) -> bool:
        """Whether the filter `state` shows it; all that has a fact or misses one fits an empty filter."""
        tests = {
            "old": self.is_old, "uncertain": self.is_uncertain,
            "missing": self.is_missing or self.misses_words, "behind": self.is_behind,
            "ending": self.is_ending,
        }  # fmt: skip
        return tests.get(state, self.fact is not None or self.is_missing)


@dataclass(frozen=True)
class Line:
    """A kind of fact with the numbers of places in which something is to be done."""

    key: FactKey
    uncertain: int
    old: int
    missing: int
    behind: int


@dataclass(frozen=True)
class Board:
    """Kinds of facts by place; `places` begins with all of Germany, which is None."""

    keys: tuple[FactKey, ...]
    places: tuple[Land | None, ...]
    cells: dict[tuple[str, str], Cell]

    @property
    def rows(self) -> list[tuple[FactKey, list[Cell]]]:
        return [(key, [self._at(key, place) for place in self.places]) for key in self.keys]

    @property
    def lines(self) -> list[Line]:
        """The table for narrow screens, which have no room for the places."""
        return [
            Line(
                key,
                uncertain=sum(cell.is_uncertain for cell in row),
                old=sum(cell.is_old for cell in row),
                missing=sum(cell.is_missing for cell in row),
                behind=sum(cell.is_behind for cell in row),
            )
            for key, row in self.rows
        ]

    def chosen(self, *, key: str = "", place: str = "", state: str = "") -> list[Cell]:
        """The cells of a kind, a place and a state, in the order of the table."""
        return [
            cell
            for row_key, row in self.rows
            for cell in row
            if key in ("", row_key.key)
            and place in ("", cell.place)
            and (cell.fits(state) or (cell.inherited and place and not state))
        ]

    def _at(self, key: FactKey, place: Land | None) -> Cell:
        return self.cells[key.key, place.code if place else GERMANY]


def board(day: date, language: str) -> Board:
    """All facts as they are on `day`; four queries."""
    keys, lands = tuple(FactKey.objects.all()), list(Land.objects.order_by("name"))
    facts: dict[tuple[str, str | None], list[LandFact]] = defaultdict(list)
    for fact in LandFact.objects.select_related("choice", "fact_key").order_by("valid_from", "pk"):
        facts[fact.fact_key_id, fact.land_id].append(fact)
    terms = {term.slug: term for term in Term.objects.all()}
    cells = {}
    for key in keys:
        of_germany = facts[key.key, None]
        local = any(facts[key.key, land.code] for land in lands)
        for land in (None, *lands):
            own = facts[key.key, land.code if land else None]
            cell = _cell(key, land, day, own, of_germany, local=local)
            if said := cell.fact or cell.general:
                cell = replace(cell, value=words.bare_value(said, key.kind, language, terms))
            cells[key.key, cell.place] = cell
    return Board(keys, (None, *lands), cells)


def _cell(
    key: FactKey, land: Land | None, day: date, own: list[LandFact], germany: list[LandFact], *, local: bool
) -> Cell:
    current, upcoming = _current(own, day), _upcoming(own, day)
    general = _current(germany, day) if land and current is None else None
    expected = general is None if land else not local
    return Cell(key, land, day, current, upcoming=upcoming, general=general, expected=expected)


def _current(facts: Iterable[LandFact], day: date) -> LandFact | None:
    for fact in facts:
        if (fact.valid_from or day) <= day <= (fact.valid_until or day):
            return fact
    return None


def _upcoming(facts: Iterable[LandFact], day: date) -> LandFact | None:
    return next((fact for fact in facts if fact.valid_from and fact.valid_from > day), None)
