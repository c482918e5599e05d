"""Every translatable string of the source, as Babel finds it in Python and in templates."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.extract import extract
from django.utils.translation.template import templatize

SOURCES = ("portal", "organisations", "parentwork", "funding", "templates")

_SIMPLE = ("gettext", "gettext_lazy", "gettext_noop", "_")
_KEYWORDS: dict[str, Any] = (
    dict.fromkeys(_SIMPLE)
    | dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2))
    | dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2))
    | dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3))
)


def extracted(root: Path) -> Iterator[tuple[str, Any, list[str], str | None]]:
    """The file, the string (a pair where it has a plural), remarks for translators, and its context."""
    for path in _source_files(root):
        place = path.relative_to(root).as_posix()
        for _line, message, comments, context in _strings_of(path):
            yield place, message, comments, context


def _source_files(root: Path) -> Iterator[Path]:
    for folder in SOURCES:
        kinds = {".html", ".txt"} if folder == "templates" else {".py"}
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in kinds and "migrations" not in path.parts:
                yield path


def _strings_of(path: Path) -> Iterator[Any]:
    source = path.read_text()
    if path.suffix != ".py":
        lines = templatize(source, origin=str(path)).splitlines()
        source = "\n".join(line.strip() for line in lines)  # indented, Python could not be read
    return extract("python", io.BytesIO(source.encode()), _KEYWORDS, comment_tags=("Translators",))
