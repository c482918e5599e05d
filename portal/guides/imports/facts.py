"""The files of `content/facts/`: a kind of fact with its answers, and what holds where and when.

`[lands.DE-NW]` is what holds in a Land, `[germany]` what holds wherever a Land has nothing of its own. Where
the value changes with time, `[[lands.DE-NW]]` and `[[germany]]` stand once for each time.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError

from portal.guides.choices import Certainty, Kind
from portal.guides.imports import files
from portal.guides.imports.rows import Report, bring, keep
from portal.guides.models import FactChoice, FactKey, LandFact, Term
from portal.guides.models.loaded import Loaded
from portal.places.models import Land

# By these a row is found again: a value that begins on another day is another fact.
_IDENTITY = ("land_id", "fact_key_id", "valid_from")
_TEXTS = ("label", "phrase", "meaning")
_ENTRY = {"value", "note", "valid_from", "valid_until"}
# What the head of a file may say for all entries at once.
_SHARED = {"checked_on", "certainty", "source", "source_url"}
_HEAD = {"kind", "position", "compared", "choices", "germany", "lands", *_TEXTS, *_SHARED}


def bring_facts(folder: Path, report: Report) -> None:
    """Read all kinds of facts, their answers and their values."""
    lands = set(Land.objects.values_list("code", flat=True))
    # An entry may ask for a word that was removed here; then the fact was edited here as well, and stays.
    words = set(Term.pgh_event_model.objects.values_list("slug", flat=True))  # type: ignore[attr-defined]
    for name, table in files.tables(folder, "facts/*.toml"):
        where = f"facts/{name}.toml"
        _check_head(where, table, lands)
        key = _fact_key(where, name, table, report)
        choices = _choices(where, key, table, report)
        facts = [
            _fact(place, key, land, _shared(table) | entry, choices, words)
            for place, land, entry in _entries(where, table)
        ]
        _check_times(where, facts)
        _bring_all(key, facts, report)


def _check_head(where: str, table: dict[str, Any], lands: set[str]) -> None:
    _check_names(where, table, _HEAD)
    if table.get("kind") not in Kind.values:
        raise ValidationError(f"{where}: there is no kind “{table.get('kind', '')}”.")
    if not isinstance(table.get("position"), int):
        raise ValidationError(f"{where}: position is missing or no number.")
    if not isinstance(table.get("lands", {}), dict):
        raise ValidationError(f"{where}: lands is no table.")
    if unknown := sorted(set(table.get("lands", {})) - lands):
        raise ValidationError(f"{where}: there is no Land {', '.join(unknown)}.")


def _fact_key(where: str, name: str, table: dict[str, Any], report: Report) -> FactKey:
    values: dict[str, Any] = {
        "kind": table["kind"],
        "position": table["position"],
        "compared": table.get("compared", True),
    }
    for column in _TEXTS:
        values |= _texts(where, column, table.get(column))
    _check_fields(where, FactKey(key=name, **values))
    bring(FactKey, {"key": name}, values, report)
    return FactKey.objects.get(pk=name)


def _choices(where: str, key: FactKey, table: dict[str, Any], report: Report) -> dict[str, int]:
    for code, entry in table.get("choices", {}).items():
        place = f"{where}, {code}"
        texts = {language: text for language, text in entry.items() if language != "position"}
        values = {"position": entry.get("position", 100)} | _texts(place, "text", texts)
        _check_fields(place, FactChoice(code=code, **values))
        bring(FactChoice, {"fact_key_id": key.pk, "code": code}, values, report)
    return dict(FactChoice.objects.filter(fact_key=key).values_list("code", "pk"))


def _entries(where: str, table: dict[str, Any]) -> Iterator[tuple[str, str | None, dict[str, Any]]]:
    """Each entry with its place in the file and its Land."""
    found: dict[str | None, Any] = dict(table.get("lands", {}))
    if "germany" in table:
        found[None] = table["germany"]
    for land, entries in found.items():
        place = f"{where}, {land or 'germany'}"
        for entry in entries if isinstance(entries, list) else [entries]:
            if not isinstance(entry, dict):
                raise ValidationError(f"{place}: “{entry}” is not a table with a value.")
            _check_names(place, entry, _ENTRY | _SHARED)
            if "value" not in entry:
                raise ValidationError(f"{place}: value is missing.")
            yield place, land, entry


def _shared(table: dict[str, Any]) -> dict[str, Any]:
    return {name: table[name] for name in _SHARED if name in table}


def _fact(
    where: str, key: FactKey, land: str | None, entry: dict[str, Any],
    choices: dict[str, int], words: set[str],
) -> LandFact:  # fmt: skip
    """The row that an entry asks for, not saved."""
    checked_on = _day(where, entry, "checked_on")
    if checked_on is None:
        raise ValidationError(f"{where}: checked_on is missing.")
    fact = LandFact(
        land_id=land, fact_key_id=key.pk,
        certainty=entry.get("certainty", Certainty.SURE.value),
        source=entry.get("source", ""), source_url=entry.get("source_url", ""),
        checked_on=checked_on,
        valid_from=_day(where, entry, "valid_from"), valid_until=_day(where, entry, "valid_until"),
        **_texts(where, "note", entry.get("note")),
        **files.in_columns("text", None) | files.fact_value(key.kind, entry["value"], where),
    )  # fmt: skip
    if missing := sorted(set(fact.terms) - words):
        raise ValidationError(f"{where}: there is no word {', '.join(missing)}.")
    if key.kind == Kind.CHOICE:
        if entry["value"] not in choices:
            raise ValidationError(f"{where}: there is no answer “{entry['value']}”.")
        fact.choice_id = choices[entry["value"]]
    _check_fields(where, fact)
    return fact


def _check_times(where: str, facts: list[LandFact]) -> None:
    for fact in facts:
        if fact.valid_from and fact.valid_until and fact.valid_until < fact.valid_from:
            raise ValidationError(f"{where}, {_place(fact)}: ends on {fact.valid_until}, before it begins.")
    by_start = sorted(facts, key=lambda fact: (_place(fact), fact.valid_from or date.min))
    for place, group in groupby(by_start, key=_place):
        for first, second in pairwise(group):
            if _meet(first, second):
                start = second.valid_from or "always"
                raise ValidationError(f"{where}, {place}: two values hold at the same time, from {start} on.")


def _bring_all(key: FactKey, facts: list[LandFact], report: Report) -> None:
    """Write the facts of a kind; what no longer stands in the file goes, unless it was edited here."""
    current = list(LandFact.objects.filter(fact_key=key))
    wanted = {_start(fact) for fact in facts}
    edited = [row for row in current if row.edited_here]
    gone = _removed_here(key) - {_start(row) for row in current}
    for row in current:
        if _start(row) not in wanted and row not in edited:
            row.delete()
            report.counts["removed"] += 1
    for fact in facts:
        other = next((row for row in edited if _start(row) != _start(fact) and _meet(row, fact)), None)
        if _start(fact) in gone:
            report.leave(f"fact {fact}")
        elif other is None:
            values = {name: getattr(fact, name) for name in LandFact.from_file if name not in _IDENTITY}
            bring(LandFact, {name: getattr(fact, name) for name in _IDENTITY}, values, report)
        elif other.loaded == fact.fingerprint():
            report.counts["kept"] += 1
        else:
            keep(other, report)


def _removed_here(key: FactKey) -> set[tuple[object, ...]]:
    """Where and when the facts of a kind ever held that a person took away, see `remove_fact`."""
    events: Any = LandFact.pgh_event_model.objects.filter(fact_key=key)  # type: ignore[attr-defined]
    there = LandFact.objects.filter(fact_key=key).values("pk")
    last = events.exclude(pgh_obj_id__in=there).order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id")
    removed = [event.pgh_obj_id for event in last if not event.loaded]
    return set(events.filter(pgh_obj_id__in=removed).values_list(*_IDENTITY))


def _start(fact: LandFact) -> tuple[object, ...]:
    return tuple(getattr(fact, name) for name in _IDENTITY)


def _place(fact: LandFact) -> str:
    return fact.land_id or "germany"


def _meet(one: LandFact, other: LandFact) -> bool:
    """Both say what holds in the same place on at least one day."""
    first = max(one.valid_from or date.min, other.valid_from or date.min)
    last = min(one.valid_until or date.max, other.valid_until or date.max)
    return one.land_id == other.land_id and first <= last


def _day(where: str, entry: dict[str, Any], name: str) -> date | None:
    value = entry.get(name)
    if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
        raise ValidationError(f"{where}: {name} is “{value}”, not a day like 2026-08-01 without quotes.")
    return value


def _texts(where: str, column: str, texts: Any) -> dict[str, str]:
    if texts is not None and not isinstance(texts, dict):
        raise ValidationError(f"{where}: {column} is no table of languages.")
    if unknown := sorted(set(texts or {}) - set(files.CODES)):
        raise ValidationError(f"{where}: {column} has no language {', '.join(unknown)}.")
    return files.in_columns(column, texts)


def _check_names(where: str, table: dict[str, Any], known: set[str]) -> None:
    if unknown := sorted(set(table) - known):
        raise ValidationError(f"{where}: nobody reads {', '.join(unknown)}.")


def _check_fields(where: str, row: Loaded) -> None:
    """Lengths, ranges and codes, by the fields of the row that its file fills."""
    try:
        row.clean_fields(exclude={field.name for field in row._meta.fields} - set(row.from_file))
    except ValidationError as error:
        said = "; ".join(f"{name}: {' '.join(texts)}" for name, texts in error.message_dict.items())
        raise ValidationError(f"{where}: {said}") from error
