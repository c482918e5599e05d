from __future__ import annotations

import hashlib
import json
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models


def column(name: str, language: str) -> str:
    """The column that modeltranslation adds for one language: `title_de_x_leicht`."""
    return f"{name}_{language.replace('-', '_')}"


def in_every_language(*names: str) -> tuple[str, ...]:
    """The columns that modeltranslation adds for these: `title_de`, `title_de_x_leicht` …"""
    return tuple(column(name, code) for name in names for code, _name in settings.LANGUAGES)


class Loaded(models.Model):
    """A row that comes from a file in `content/` and may be edited in the portal afterwards."""

    # The fingerprint of what the file said last time: differs from the row once a person edited it.
    loaded = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        abstract = True

    # The columns that a file fills; `loadguides` compares and writes these and no others.
    from_file: ClassVar[tuple[str, ...]] = ()

    def fingerprint(self) -> str:
        """The same before and after a column or a language is added that the row does not fill."""
        values = {name: getattr(self, name) for name in self.from_file}
        return hashlib.sha256(json.dumps(_plain(values), sort_keys=True).encode()).hexdigest()

    @property
    def edited_here(self) -> bool:
        """Somebody changed the row in the portal since its file was read, or it never had a file."""
        return self.loaded != self.fingerprint()


class Worded(Loaded):
    """A row that says short texts, each once in every language; the German one leads."""

    # Columns whose words are older than the German ones, until somebody rewords or confirms them.
    behind = ArrayField(models.CharField(max_length=40), default=list, blank=True, editable=False)

    class Meta:
        abstract = True

    # What it says; each of these has a column for every language.
    said: ClassVar[tuple[str, ...]] = ()

    def is_behind(self, field: str, language: str) -> bool:
        return column(field, language) in self.behind

    @property
    def languages_behind(self) -> list[str]:
        return [
            code for code, _name in settings.LANGUAGES if any(self.is_behind(it, code) for it in self.said)
        ]

    @property
    def languages_missing(self) -> list[str]:
        """Those in which it says nothing, or not all that it says in German."""
        said = [it for it in self.said if getattr(self, column(it, settings.LANGUAGE_CODE))]
        return [
            code
            for code, _name in settings.LANGUAGES
            if not all(getattr(self, column(it, code)) for it in said)
        ]

    def behind_after(self, before: Worded) -> list[str]:
        """What lags behind once `before` has become this row: all that did not go along with the German."""
        led = [it for it in self.said if _differ(self, before, column(it, settings.LANGUAGE_CODE))]
        following = {*self.behind, *in_every_language(*led)}
        return sorted(name for name in following if getattr(self, name) and not _differ(self, before, name))


def _differ(row: Loaded, other: Loaded, name: str) -> bool:
    return (getattr(row, name) or "") != (getattr(other, name) or "")


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    # An empty text and a missing one are the same to a reader, and say nothing; numbers compare by value.
    plain = {
        name: [str(item) for item in value] if isinstance(value, list) else _text(value)
        for name, value in values.items()
    }
    return {name: value for name, value in plain.items() if value}


def _text(value: Any) -> str:
    if value is None:
        return ""
    if hasattr(value, "normalize"):
        return f"{value:.2f}"
    return str(value)
