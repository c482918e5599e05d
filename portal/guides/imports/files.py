"""The files of `content/`: guides in Markdown with a head, everything else in TOML."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError

from portal.guides.choices import State

CONTENT = Path(__file__).resolve().parent.parent / "content"
_NAME = re.compile(r"^(?P<slug>[a-z0-9-]+)\.(?P<language>[a-z-]+)\.md$")
_HEAD = re.compile(r"\A\s*---\n(?P<head>.*?)^---\n", re.DOTALL | re.MULTILINE)
CODES = [code for code, _name in settings.LANGUAGES]


@dataclass(frozen=True)
class GuideFile:
    slug: str
    language: str
    head: dict[str, str]
    body: str

    def number(self, name: str, default: int) -> int:
        text = self.head.get(name, str(default))
        if not text.isdecimal():
            raise ValidationError(f"{self.slug}.{self.language}.md: {name} is “{text}”, not a number.")
        return int(text)

    def says(self, name: str) -> bool:
        """A yes or no of the head; no where it says nothing."""
        text = self.head.get(name, "no")
        if text not in ("yes", "no"):
            raise ValidationError(f"{self.slug}.{self.language}.md: {name} is “{text}”, not yes or no.")
        return text == "yes"

    def state(self) -> State:
        """What a text that is new here begins with; published where the head says nothing."""
        text = self.head.get("state", State.PUBLISHED.value)
        if text not in State.values:
            raise ValidationError(f"{self.slug}.{self.language}.md: there is no state “{text}”.")
        return State(text)


def guides(folder: Path) -> list[GuideFile]:
    """All guides of the folder, German first."""
    files = [_guide(path) for path in sorted(folder.glob("*.md"))]
    return sorted(files, key=lambda file: (file.language != settings.LANGUAGE_CODE, file.slug, file.language))


def _guide(path: Path) -> GuideFile:
    name = _NAME.match(path.name)
    if not name or name["language"] not in CODES:
        raise ValidationError(f"{path.name}: the name must be slug.language.md.")
    text = path.read_text(encoding="utf-8")
    try:
        lines, body = split(text)
    except ValueError as error:
        raise ValidationError(f"{path.name}: the head between two lines of --- is missing.") from error
    head = {}
    for line in lines:
        key, colon, value = line.partition(":")
        if line.strip() and not colon:
            raise ValidationError(f"{path.name}: “{line}” in the head is not “name: value”.")
        head[key.strip()] = unquoted(value)
    for needed in ("title", "summary"):
        if not head.get(needed):
            raise ValidationError(f"{path.name}: {needed} is missing in the head.")
    return GuideFile(name["slug"], name["language"], head, body.strip() + "\n")


def split(text: str) -> tuple[list[str], str]:
    """The lines of the head, and the text below it; ValueError if there is no head."""
    found = _HEAD.match(text)
    if not found:
        raise ValueError("no head")
    return found["head"].splitlines(), text[found.end() :]


def unquoted(value: str) -> str:
    """What stands behind a name of the head, without the pair of quotes around it."""
    value = value.strip()
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value


def tables(folder: Path, pattern: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The TOML files that fit the pattern, by name without suffix."""
    for path in sorted(folder.glob(pattern)):
        try:
            yield path.stem, tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ValidationError(f"{path.name}: {error}") from error


def in_columns(field: str, texts: dict[str, str] | None) -> dict[str, str]:
    """`{"de": …}` as the columns of modeltranslation, every language present."""
    texts = texts or {}
    return {f"{field}_{code.replace('-', '_')}": texts.get(code, "") for code in CODES}


def texts_of(table: dict[str, Any]) -> dict[str, str]:
    """The entries of a table that are language codes."""
    return {code: table[code] for code in CODES if code in table}


def fact_value(kind: str, value: Any, where: str) -> dict[str, Any]:
    """The columns for a value as it stands in a file: `"06-30"`, `4`, `"Vorkurs"`, `["gymnasium"]`, texts."""
    try:
        if kind == "date":
            day = date.fromisoformat(f"2024-{value}")
            return {"month": day.month, "day": day.day}
        if kind in ("number", "money"):
            return {"number": Decimal(str(value)).quantize(Decimal("0.01"))}
    except (ValueError, ArithmeticError) as error:
        raise ValidationError(f"{where}: “{value}” is no {kind}.") from error
    if not isinstance(value, {"terms": list, "text": dict}.get(kind, str)):
        raise ValidationError(f"{where}: “{value}” is no {kind}.")
    if kind == "terms":
        return {"terms": value}
    if kind == "word":
        return {"word": value}
    if kind == "text":
        if unknown := sorted(set(value) - set(CODES)):
            raise ValidationError(f"{where}: value has no language {', '.join(unknown)}.")
        return in_columns("text", value)
    return {}
