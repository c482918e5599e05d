"""Writing a whole folder: everything is worked out first, then written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import translation

from portal.guides.imports import files
from portal.guides.imports.dumps import facts, guides, pictures, terms

# What a file shall hold: text, the bytes of a picture, or nothing any more.
type Wanted = tuple[Path, str | bytes | None]


@dataclass
class Changes:
    """What a dump did: the files it wrote and removed, and what stands in files that nobody has loaded."""

    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: int = 0
    not_loaded: list[str] = field(default_factory=list)


def dump(folder: Path = files.CONTENT, template: Path = files.CONTENT) -> Changes:
    """Write guides, facts, words, topics and pictures into `folder`.

    Where a file is missing there, that of `template` is taken as the one to be edited. What stands in a file
    and was never in the database has not been loaded yet: it stays and is named.
    """
    changes = Changes()
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        wanted = list(_wanted(folder, template, changes.not_loaded))
    for path, content in wanted:
        _write(folder, path, content, changes)
    return changes


def _wanted(folder: Path, template: Path, not_loaded: list[str]) -> Iterator[Wanted]:
    found = _found(folder, template)
    for part in (guides, terms, facts):
        yield from part.wanted(found, not_loaded)
    yield from pictures.wanted(found)


def _found(folder: Path, template: Path) -> dict[Path, str]:
    """The text files that are there, by their place in the folder."""
    found = {}
    for root in (template, folder):
        for path in [*root.glob("*.md"), *root.glob("**/*.toml")]:
            found[path.relative_to(root)] = path.read_text(encoding="utf-8")
    return found


def _write(folder: Path, path: Path, content: str | bytes | None, changes: Changes) -> None:
    target = folder / path
    before = target.read_bytes() if target.exists() else None
    after = content.encode() if isinstance(content, str) else content
    if before == after:
        changes.unchanged += before is not None
    elif after is None:
        target.unlink()
        changes.removed.append(str(path))
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(after)
        changes.written.append(str(path))
