"""Bringing the database to the state of `content/`, without touching what was edited in the portal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation

from portal.guides.imports import files
from portal.guides.imports.facts import bring_facts
from portal.guides.imports.pictures import bring_pictures
from portal.guides.imports.rows import Report, bring, is_gone
from portal.guides.messages.notices import tell_outdated
from portal.guides.models import FormerSlug, Guide, Term, Topic, Translation
from portal.guides.reports.references import check_references


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
        bring_facts(folder, report)
        bring_pictures(folder, report)
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
            bring(Topic, {"slug": slug}, values, report)


def _terms(folder: Path, report: Report) -> None:
    for _name, table in files.tables(folder, "terms/*.toml"):
        for slug, entry in table.items():
            if is_gone(Term, slug=slug):
                report.leave(f"term {slug}")
                continue
            values = {"word": entry["word"], "plural": entry.get("plural", "")}
            values |= files.in_columns("say", entry.get("say"))
            values |= files.in_columns("meaning", files.texts_of(entry))
            bring(Term, {"slug": slug}, values, report)


def _guides(folder: Path, report: Report) -> None:
    found = list(_standing(files.guides(folder), report))
    german = [file for file in found if file.language == settings.LANGUAGE_CODE]
    others = [file for file in found if file.language != settings.LANGUAGE_CODE]
    taken = [file for file in german if _guide(file, report)]
    taken += [file for file in others if _text(file, report)]
    for file in taken:
        try:
            check_references(file.body)
        except ValidationError as error:
            raise ValidationError(f"{file.slug}.{file.language}.md: {' '.join(error.messages)}") from error


def _standing(found: Iterable[files.GuideFile], report: Report) -> Iterator[files.GuideFile]:
    """The files of guides by the addresses that they have now, without those that were removed here."""
    moved = FormerSlug.objects.moved()
    removed = set(FormerSlug.objects.filter(guide=None).values_list("slug", flat=True))
    for file in found:
        if file.slug not in removed:
            yield replace(file, slug=moved.get(file.slug, file.slug))
        elif file.language == settings.LANGUAGE_CODE:
            report.leave(f"guide {file.slug}")


def _guide(file: files.GuideFile, report: Report) -> bool:
    """False if the text stays as it was edited in the portal; so does `_text`."""
    revision = file.number("revision", 1)
    topic = Topic.objects.filter(slug=file.head.get("topic", "")).first()
    if topic is None:
        raise ValidationError(f"{file.slug}.de.md: there is no topic “{file.head.get('topic', '')}”.")
    place = {"topic_id": topic.pk, "position": file.number("position", 100)}
    place["is_sensitive"] = file.says("sensitive")
    bring(Guide, {"slug": file.slug}, place, report, new={"revision": revision})
    guide = Guide.objects.get(slug=file.slug)
    before = guide.revision
    if not _bring_text(guide, file, revision, report):
        return False
    guide.revision = guide.loaded_revision = max(revision, guide.loaded_revision)
    if guide.revision > before:
        guide.said_before = []
    guide.save(update_fields=["revision", "loaded_revision", "said_before"])
    if guide.revision > before:
        tell_outdated(guide)
    return True


def _text(file: files.GuideFile, report: Report) -> bool:
    guide = Guide.objects.filter(slug=file.slug).first()
    if guide is None:
        raise ValidationError(f"{file.slug}.{file.language}.md: there is no {file.slug}.de.md.")
    # Where the German text was edited here, a newer file says nothing about that edit.
    return _bring_text(guide, file, min(file.number("made_from", 1), guide.loaded_revision), report)


def _bring_text(guide: Guide, file: files.GuideFile, made_from: int, report: Report) -> bool:
    values = {
        "title": file.head["title"],
        "summary": file.head["summary"],
        "body": file.body,
        "made_from": made_from,
        "machine_assisted": file.says("machine_assisted"),
    }
    where = {"guide_id": guide.pk, "language": file.language}
    return bring(Translation, where, values, report, new={"state": file.state()})
