"""Recognising input that has not changed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise

from portal.documents.kinds import Kind


def gather(kind: Kind, params: dict[str, Any], language: str) -> Any:
    """What the file shows, in `language`."""
    with translation.override(language):
        return kind.gather(params, language)


def checksum(kind: Kind, params: dict[str, Any], language: str, data: Any) -> str:
    """The same for the same file: kind, parameters, language, data, templates and interface texts."""
    with translation.override(language):
        inputs = [kind.key, kind.variant.value, _plain(params), language, _plain(data), release(language)]
    return hashlib.sha256(json.dumps(inputs, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@cache
def release(language: str) -> str:
    """A checksum of all that shapes a file except its data: templates, stylesheet and translations."""
    digest = hashlib.sha256()
    root = Path(settings.BASE_DIR)
    folder = "locale/" + translation.to_locale(language)
    for path in [
        *sorted((root / "templates" / "pdf").rglob("*")),
        root / folder / "LC_MESSAGES" / "django.po",
    ]:
        if path.is_file():
            digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _plain(value: Any) -> Any:
    """`value` in JSON types, the same on every run. TypeError for anything that is no plain value."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, set | frozenset):
        return sorted((_plain(entry) for entry in value), key=repr)
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, str | Promise | Decimal | UUID | timedelta):
        return str(value)
    raise TypeError(f"gather() must return plain values, not {type(value).__name__}")
