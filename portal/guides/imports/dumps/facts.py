"""Facts: a file for each kind, with its answers and what holds where and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

import tomlkit

from portal.guides.choices import Certainty, Kind
from portal.guides.imports import files
from portal.guides.imports.dumps import toml
from portal.guides.models import FactChoice, FactKey, LandFact

FACTS = Path("facts")
_GERMANY = "germany"
# What an entry says if neither it nor the head of its file says anything.
_DEFAULTS: dict[str, Any] = {
    "certainty": Certainty.SURE.value, "source": "", "source_url": "", "checked_on": None,
    "valid_from": None, "valid_until": None,
}  # fmt: skip
_SHARED = ("certainty", "source", "source_url", "checked_on")


def wanted(found: dict[Path, str], not_loaded: list[str]) -> Iterator[tuple[Path, str]]:
    """The files of the folder facts."""
    keys = {_path(key): key for key in FactKey.objects.all()}
    not_loaded += [str(path) for path in sorted(found) if path.parent == FACTS and path not in keys]
    for path, key in keys.items():
        before = found.get(path, "")
        document = toml.parsed(before)
        _head(document, key)
        _choices(document, key)
        _entries(document, key)
        yield path, toml.written(document, before)


def _path(key: FactKey) -> Path:
    return FACTS / f"{key.key}.toml"


def _head(document: tomlkit.TOMLDocument, key: FactKey) -> None:
    toml.put(document, "kind", key.kind)
    toml.put(document, "position", key.position)
    if document.get("compared", True) != key.compared:
        document["compared"] = key.compared
    for column in ("label", "phrase", "meaning"):
        texts = toml.texts_of(key, column)
        if column in document:
            toml.put_texts(document, column, texts)
        elif any(texts.values()):
            document.add(column, _languages(texts))


def _languages(texts: Mapping[str, str]) -> Any:
    table = tomlkit.table()
    toml.put_languages(table, texts)
    table.add(tomlkit.nl())
    return table


def _choices(document: tomlkit.TOMLDocument, key: FactKey) -> None:
    choices = {choice.code: choice for choice in FactChoice.objects.filter(fact_key=key)}
    if choices and "choices" not in document:
        document.add("choices", tomlkit.table(is_super_table=True))
    table: Any = document.get("choices", {})
    for code, choice in choices.items():
        if code not in table:
            table.add(code, tomlkit.table())
        if table[code].get("position", 100) != choice.position:
            table[code]["position"] = choice.position
        toml.put_languages(table[code], toml.texts_of(choice, "text"))
    for code in [code for code in table if code not in choices]:
        del table[code]


def _entries(document: tomlkit.TOMLDocument, key: FactKey) -> None:
    shared = {name: document[name] for name in _SHARED if name in document}
    rows = LandFact.objects.filter(fact_key=key).select_related("choice").order_by("land", "valid_from")
    by_land = {land: list(group) for land, group in groupby(rows, key=lambda row: row.land_id)}
    _place(document, _GERMANY, by_land.pop(None, []), shared)
    if by_land and "lands" not in document:
        document.add("lands", tomlkit.table(is_super_table=True))
    lands: Any = document.get("lands", {})
    for land in {**dict.fromkeys(lands), **by_land}:
        _place(lands, land, by_land.get(land, []), shared)


def _place(tables: Any, name: str, rows: list[LandFact], shared: Mapping[str, Any]) -> None:
    """What holds in one place: a table, or a list of tables where it changes with time."""
    there = tables.get(name, [])
    entries = there if isinstance(there, list) else [there]
    if not rows:
        tables.pop(name, None)
    elif len(entries) == len(rows):
        for entry, row in zip(_by_start(entries), _by_start(rows), strict=True):
            _entry(entry, row, shared)
    else:
        tables[name] = _anew(entries, rows, shared)


def _anew(entries: list[Any], rows: list[LandFact], shared: Mapping[str, Any]) -> Any:
    """Entries that come or go; those that stay keep their words."""
    known = {_start(entry): entry for entry in entries}
    fresh = []
    for row in rows:
        entry = tomlkit.table()
        for part, value in known.get(row.valid_from, {}).items():
            entry.add(part, value)
        _entry(entry, row, shared)
        entry.add(tomlkit.nl())
        fresh.append(entry)
    if len(fresh) == 1:
        return fresh[0]
    several = tomlkit.aot()
    for entry in fresh:
        several.append(entry)
    return several


def _by_start(entries: list[Any]) -> list[Any]:
    return sorted(entries, key=lambda entry: _start(entry) or dt.date.min)


def _start(entry: Any) -> dt.date | None:
    found: dt.date | None = entry.valid_from if isinstance(entry, LandFact) else entry.get("valid_from")
    return found


def _entry(entry: Any, row: LandFact, shared: Mapping[str, Any]) -> None:
    _value(entry, row)
    for name, silent in _DEFAULTS.items():
        value = getattr(row, name)
        otherwise = shared.get(name, silent)
        if entry.get(name, otherwise) != value:
            toml.put(entry, name, None if value == otherwise else value)
    toml.put_texts(entry, "note", toml.texts_of(row, "note"))


def _value(entry: Any, row: LandFact) -> None:
    kind = row.fact_key.kind
    if kind == Kind.TEXT:
        toml.put_texts(entry, "value", toml.texts_of(row, "text"))
    elif "value" not in entry or not _says(entry["value"], row, kind):
        entry["value"] = _of(row, kind)


def _says(value: Any, row: LandFact, kind: str) -> bool:
    if row.choice:
        return bool(value == row.choice.code)
    columns = files.fact_value(kind, value, str(row))
    return all(getattr(row, name) == said for name, said in columns.items())


def _of(row: LandFact, kind: str) -> Any:
    """The value as it stands in a file."""
    if kind == Kind.DATE:
        return f"{row.month:02}-{row.day:02}"
    if kind in (Kind.NUMBER, Kind.MONEY):
        number = row.number or Decimal(0)
        return int(number) if number == int(number) else tomlkit.float_(f"{number.normalize():f}")
    if kind == Kind.TERMS:
        return list(row.terms)
    return row.choice.code if row.choice else row.word
