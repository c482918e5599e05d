"""The register as its file says it."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings

FILE = Path(__file__).with_name("register.toml")


@dataclass(frozen=True)
class Activity:
    """One purpose for which personal data are kept, in the German words of the operator's papers."""

    key: str
    title: str
    purpose: str
    people: str
    basis: str
    seen_by: str
    until: str
    by: list[str]
    fields: dict[str, list[str]]

    @property
    def period(self) -> str:
        """How long they are kept, with the numbers that hold in this house."""
        numbers = {name: getattr(settings, name) for name in dir(settings) if name.isupper()}
        return self.until.format_map(numbers)

    @property
    def data(self) -> list[tuple[str, str]]:
        """The names of model and fields, as the administration shows them."""
        return [
            (_model(label)._meta.verbose_name, _said(label, names)) for label, names in self.fields.items()
        ]


def activities() -> list[Activity]:
    """All of them, in the order of the file."""
    return [Activity(key=key, **entry) for key, entry in _read()["activity"].items()]


def nobodys() -> dict[str, list[str]]:
    """Fields that hold nobody's data, by the label of the model."""
    found: dict[str, list[str]] = _read()["nobody"]
    return found


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def _model(label: str) -> Any:
    return next(model for model in apps.get_models(include_auto_created=True) if model._meta.label == label)


def _said(label: str, names: list[str]) -> str:
    fields = (_model(label)._meta.get_field(name) for name in names)
    return ", ".join(str(field.verbose_name) for field in fields)
