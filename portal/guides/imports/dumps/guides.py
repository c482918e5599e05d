"""Guides in Markdown: `slug.language.md` with a head of `name: value`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from portal.guides.choices import State
from portal.guides.imports import files
from portal.guides.models import FormerSlug, Guide, Translation
from portal.guides.reports import tokens

_NEEDS_QUOTES = re.compile(r"[:#]|^[\s\"'\[{>|*&!%@`-]|[\s\"]$")


def wanted(found: dict[Path, str], not_loaded: list[str]) -> Iterator[tuple[Path, str | None]]:
    """Each text as its file; None for the files of guides that were removed or moved in the portal."""
    texts = {_path(text): text for text in Translation.objects.select_related("guide")}
    moved = FormerSlug.objects.moved()
    for path, text in texts.items():
        text.body = _relinked(text.body, moved)
        yield path, edited(found.get(path, ""), text)
    for path in sorted(found):
        if path.suffix == ".md" and path not in texts:
            if _was_here(*path.name.split(".")[:2]):
                yield path, None
            else:
                not_loaded.append(str(path))


def edited(before: str, text: Translation) -> str:
    """The file of a text; what says the same in `before` stays as it was written."""
    head, body = files.split(before) if before else ([], "")
    body = body if body.strip() == text.body.strip() else f"\n{text.body.strip()}\n"
    lines, asked = [], _head(text)
    for line in head:
        name, _colon, value = line.partition(":")
        said = asked.pop(name.strip(), None)
        if said is not None:
            lines.append(line if files.unquoted(value) == said else f"{name}: {_quoted(said)}")
    lines += [f"{name}: {_quoted(value)}" for name, value in asked.items() if value not in _SILENT]
    return "---\n" + "".join(f"{line}\n" for line in lines) + f"---\n{body}"


def _relinked(body: str, moved: dict[str, str]) -> str:
    """Links to where the guides are now: files know no former addresses."""

    def link(match: re.Match[str]) -> str:
        kind, slug = match[1], match[2]
        return f"{{{{link:{moved[slug]}}}}}" if kind == "link" and slug in moved else match[0]

    return tokens.TOKEN.sub(link, body) if moved else body


# What a head need not say.
_SILENT = ("no", State.PUBLISHED.value)


def _head(text: Translation) -> dict[str, str]:
    said = {"title": text.title, "summary": text.summary}
    if text.is_master:
        guide = text.guide
        said |= {"topic": guide.topic_id, "position": str(guide.position), "revision": str(guide.revision)}
        said["sensitive"] = "yes" if guide.is_sensitive else "no"
    else:
        # Where an older German wording has come back, the newest revision says it too.
        said["made_from"] = str(text.made_from if text.is_outdated else text.guide.revision)
    said["machine_assisted"] = "yes" if text.machine_assisted else "no"
    return said | {"state": text.state}


def _quoted(value: str) -> str:
    line = " ".join(value.splitlines())
    return f'"{line}"' if _NEEDS_QUOTES.search(line) else line


def _path(text: Translation) -> Path:
    return Path(f"{text.guide.slug}.{text.language}.md")


def _was_here(slug: str, language: str) -> bool:
    """The history knows the text: then it has gone from here on purpose."""
    guides: Any = Guide.events.rel.related_model  # type: ignore[attr-defined]  # made by pghistory
    texts: Any = Translation.events.rel.related_model  # type: ignore[attr-defined]
    known = guides.objects.filter(slug=slug).values("pgh_obj_id")
    language = language if language in files.CODES else settings.LANGUAGE_CODE
    return bool(texts.objects.filter(guide_id__in=known, language=language).exists())
