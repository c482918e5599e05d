"""Bringing the database to the state of `content/`, without touching what was edited in the portal."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import translation

from portal.guides.choices import Certainty, State
from portal.guides.imports import files
from portal.guides.models import FactChoice, FactKey, Guide, LandFact, Term, Topic, Translation
from portal.guides.models.loaded import Loaded
from portal.guides.reports.references import check_references
from portal.places.models import Land


@dataclass
class Report:
    """What a load did: counts by what happened, and the names of rows that were left as edited here."""

    counts: Counter[str] = field(default_factory=Counter)
    kept: list[str] = field(default_factory=list)

    def as_counts(self) -> dict[str, int]:
        return {name: self.counts[name] for name in ("new", "changed", "unchanged", "kept")}


@transaction.atomic
def load(folder: Path = files.CONTENT) -> Report:
    """Read all files of the folder, all or nothing.

    A row that a person edited in the portal since its file was read last stays as it is and is reported.
    Raises ValidationError with the name of the file for anything that cannot be read.
    """
    report = Report()
    with translation.override(settings.LANGUAGE_CODE):
        _topics(folder, report)
        _terms(folder, report)
        _facts(folder, report)
        _guides(folder, report)
    return report


def load_reference() -> dict[str, int]:
    """The files of the project, for `manage.py loadreference`; counts of what happened."""
    return load().as_counts()


def _topics(folder: Path, report: Report) -> None:
    for _name, table in files.tables(folder, "topics.toml"):
        for slug, entry in table.items():
            values = {"icon": entry["icon"], "position": entry["position"]}
            values |= files.in_columns("title", entry["title"]) | files.in_columns(
                "summary", entry["summary"]
            )
            _bring(Topic, {"slug": slug}, values, report)


def _terms(folder: Path, report: Report) -> None:
    for _name, table in files.tables(folder, "terms/*.toml"):
        for slug, entry in table.items():
            values = {"word": entry["word"], "plural": entry.get("plural", "")}
            values |= files.in_columns("say", entry.get("say"))
            values |= files.in_columns("meaning", files.texts_of(entry))
            _bring(Term, {"slug": slug}, values, report)


def _facts(folder: Path, report: Report) -> None:
    lands = set(Land.objects.values_list("code", flat=True))
    words = set(Term.objects.values_list("slug", flat=True))
    for name, table in files.tables(folder, "facts/*.toml"):
        key = _fact_key(name, table, report)
        choices = _choices(key, table, report)
        unknown = sorted(set(table["lands"]) - lands)
        if unknown:
            raise ValidationError(f"facts/{name}.toml: there is no Land {', '.join(unknown)}.")
        for code, entry in table["lands"].items():
            values = _fact(f"facts/{name}.toml, {code}", table, entry, key.kind, choices)
            if missing := set(values.get("terms", ())) - words:
                raise ValidationError(f"facts/{name}.toml, {code}: there is no word {', '.join(missing)}.")
            where = {"land_id": code, "fact_key_id": name, "valid_from": values.pop("valid_from")}
            _bring(LandFact, where, values, report)


def _fact_key(name: str, table: dict[str, Any], report: Report) -> FactKey:
    values = {
        "kind": table["kind"],
        "position": table["position"],
        "compared": table.get("compared", True),
    }
    for column in ("label", "phrase", "meaning"):
        values |= files.in_columns(column, table.get(column))
    _bring(FactKey, {"key": name}, values, report)
    return FactKey.objects.get(pk=name)


def _choices(key: FactKey, table: dict[str, Any], report: Report) -> dict[str, int]:
    for code, entry in table.get("choices", {}).items():
        values = {"position": entry["position"]} | files.in_columns("text", files.texts_of(entry))
        _bring(FactChoice, {"fact_key_id": key.pk, "code": code}, values, report)
    return dict(FactChoice.objects.filter(fact_key=key).values_list("code", "pk"))


def _fact(
    where: str, table: dict[str, Any], entry: dict[str, Any], kind: str, choices: dict[str, int]
) -> dict[str, Any]:
    values: dict[str, Any] = {
        "month": None, "day": None, "number": None, "choice_id": None, "word": "", "terms": [],
        "certainty": entry.get("certainty", table.get("certainty", Certainty.SURE.value)),
        "source": entry.get("source", table.get("source", "")),
        "source_url": entry.get("source_url", ""),
        "checked_on": entry.get("checked_on", table["checked_on"]),
        "valid_from": entry.get("valid_from"), "valid_until": entry.get("valid_until"),
    }  # fmt: skip
    values |= files.in_columns("text", None) | files.in_columns("note", entry.get("note"))
    values |= files.fact_value(kind, entry["value"], where)
    if kind == "choice":
        if entry["value"] not in choices:
            raise ValidationError(f"{where}: there is no answer “{entry['value']}”.")
        values["choice_id"] = choices[entry["value"]]
    return values


def _guides(folder: Path, report: Report) -> None:
    found = files.guides(folder)
    for file in found:
        if file.language == settings.LANGUAGE_CODE:
            _guide(file, report)
    for file in found:
        try:
            check_references(file.body)
        except ValidationError as error:
            raise ValidationError(f"{file.slug}.{file.language}.md: {' '.join(error.messages)}") from error
        if file.language != settings.LANGUAGE_CODE:
            _text(file, report)


def _guide(file: files.GuideFile, report: Report) -> None:
    revision = file.number("revision", 1)
    topic = Topic.objects.filter(slug=file.head.get("topic", "")).first()
    if topic is None:
        raise ValidationError(f"{file.slug}.de.md: there is no topic “{file.head.get('topic', '')}”.")
    guide, _new = Guide.objects.get_or_create(slug=file.slug, defaults={"topic": topic, "revision": revision})
    guide.topic, guide.position = topic, file.number("position", 100)
    if _bring_text(guide, file, revision, report):
        guide.revision = guide.loaded_revision = max(revision, guide.loaded_revision)
    guide.save()


def _text(file: files.GuideFile, report: Report) -> None:
    guide = Guide.objects.filter(slug=file.slug).first()
    if guide is None:
        raise ValidationError(f"{file.slug}.{file.language}.md: there is no {file.slug}.de.md.")
    # Where the German text was edited here, a newer file says nothing about that edit.
    _bring_text(guide, file, min(file.number("made_from", 1), guide.loaded_revision), report)


def _bring_text(guide: Guide, file: files.GuideFile, made_from: int, report: Report) -> bool:
    values = {
        "title": file.head["title"],
        "summary": file.head["summary"],
        "body": file.body,
        "made_from": made_from,
        "machine_assisted": file.head.get("machine_assisted", "no") == "yes",
    }
    where = {"guide_id": guide.pk, "language": file.language}
    return _bring(Translation, where, values, report, new={"state": State.PUBLISHED})


def _bring[M: Loaded](
    model: type[M], where: dict[str, Any], values: dict[str, Any], report: Report,
    *, new: dict[str, Any] | None = None,
) -> bool:  # fmt: skip
    """Write one row from its file; False if it stays as it was edited in the portal."""
    row = model._default_manager.filter(**where).first()
    wanted = model(**where, **values, **(new or {}))
    wanted.loaded = wanted.fingerprint()
    if row is None:
        wanted.save()
        report.counts["new"] += 1
    elif row.loaded == wanted.loaded:
        # The file is as it was; an edit made here since then is the newer one.
        report.counts["kept" if row.edited_here else "unchanged"] += 1
        return not row.edited_here
    elif row.edited_here:
        report.counts["kept"] += 1
        report.kept.append(_name(row))
        return False
    else:
        _overwrite(row, values, wanted.loaded)
        report.counts["changed"] += 1
    return True


def _overwrite(row: Loaded, values: dict[str, Any], loaded: str) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.loaded = loaded
    if hasattr(row, "version"):
        row.version += 1
    row.save()


def _name(row: Model) -> str:
    return f"{row._meta.model_name} {row}"
