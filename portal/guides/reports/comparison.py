"""The sixteen Länder side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString

from portal.guides.choices import Kind
from portal.guides.models import FactKey, LandFact
from portal.guides.reports import words
from portal.guides.reports.facts import Group, Knowledge, gather
from portal.lib.languages import best_words
from portal.places.models import Land


@dataclass(frozen=True)
class Question:
    """One that a reader can choose; an option holds no marks, so it says itself in which language it is."""

    key: str
    label: str
    language: str
    is_shown: bool


@dataclass(frozen=True)
class Cell:
    value: SafeString
    doubtful: bool


@dataclass(frozen=True)
class Row:
    code: str
    short: str
    name: str
    cells: tuple[Cell, ...]
    shown: Cell


@dataclass(frozen=True)
class Tile:
    """One square of the map, in the units of its viewBox."""

    code: str
    short: str
    name: str
    x: int
    y: int
    shade: int
    value: str
    doubtful: bool


@dataclass(frozen=True)
class Comparison:
    """Of the question that is shown there is a map if it has few answers."""

    questions: tuple[Question, ...]
    columns: tuple[SafeString, ...]
    rows: tuple[Row, ...]
    shown: str
    shown_label: SafeString
    groups: tuple[tuple[int, Group], ...]
    tiles: tuple[Tile, ...]
    any_doubtful: bool

    @property
    def is_doubtful_everywhere(self) -> bool:
        """Of what is shown we are sure in no Land: it is enough to say so once."""
        return all(row.shown.doubtful for row in self.rows)


# Keys of which the map can show few enough different values.
_ON_MAP = (Kind.DATE, Kind.NUMBER, Kind.CHOICE)
_SIDE = 100


def compare(
    shown: str, *, lands: dict[str, Land], names: dict[str, str], language: str, day: date
) -> Comparison:
    """All facts that are compared and differ, by Land, and the one `shown`, or the first that has a map."""
    knowledge = gather(None, (), land=None, lands=names, language=language, day=day)
    keys = sorted(knowledge.keys.values(), key=lambda key: (key.position, key.key))
    if not keys:
        return Comparison((), (), (), "", SafeString(""), (), (), any_doubtful=False)
    mapped = [key for key in keys if key.kind in _ON_MAP]
    chosen = next((key for key in keys if key.key == shown), (mapped or keys)[0])
    on_map = chosen in mapped
    rows = tuple(_row(knowledge, keys, chosen, lands[code], name) for code, name in names.items())
    return Comparison(
        questions=tuple(
            Question(key.key, *best_words(key, "label", language), is_shown=key is chosen) for key in keys
        ),
        columns=tuple(words.own(key, "label", language) for key in keys),
        rows=rows,
        shown=chosen.key,
        shown_label=words.own(chosen, "label", language),
        groups=tuple(enumerate(knowledge.groups(chosen), start=1)) if on_map else (),
        tiles=tuple(_tiles(knowledge, chosen, lands, names)) if on_map else (),
        any_doubtful=any(cell.doubtful for row in rows for cell in row.cells),
    )


def _short(knowledge: Knowledge, key: FactKey, fact: LandFact) -> SafeString:
    """The value; a day stands without its words, since the head of the column says what it is."""
    if key.kind == Kind.DATE:
        return words.bare_value(fact, key.kind, knowledge.language, knowledge.terms)
    return knowledge.value(fact)


def _row(knowledge: Knowledge, keys: list[FactKey], chosen: FactKey, land: Land, name: str) -> Row:
    cells = tuple(_cell(knowledge, key, land) for key in keys)
    return Row(land.code, land.short, name, cells, shown=cells[keys.index(chosen)])


def _cell(knowledge: Knowledge, key: FactKey, land: Land) -> Cell:
    fact = knowledge.fact(key.key, land.code)
    return Cell(
        _short(knowledge, key, fact) if fact else SafeString("–"),
        knowledge.is_doubtful(fact) if fact else False,
    )


def _tiles(knowledge: Knowledge, key: FactKey, lands: dict[str, Land], names: dict[str, str]) -> list[Tile]:
    shades: dict[str, int] = {}
    for shade, group in enumerate(knowledge.groups(key), start=1):
        shades |= dict.fromkeys(group.lands, shade)
    tiles = []
    for code, land in lands.items():
        fact = knowledge.fact(key.key, code)
        value = words.bare_value(fact, key.kind, knowledge.language, knowledge.terms) if fact else ""
        tiles.append(
            Tile(
                code, land.short, names[code], land.tile_column * _SIDE, land.tile_row * _SIDE,
                shades.get(names[code], 0), str(value), bool(fact and knowledge.is_doubtful(fact)),
            )
        )  # fmt: skip
    return tiles
