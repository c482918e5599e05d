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
            (model_of(label)._meta.verbose_name, _said(label, names)) for label, names in self.fields.items()
        ]


def activities() -> list[Activity]:
    """All of them, in the order of the file."""
    return [Activity(key=key, **entry) for key, entry in _read()["activity"].items()]


def nobodys() -> dict[str, list[str]]:
    """Fields that hold nobody's data, by the label of the model."""
    found: dict[str, list[str]] = _read()["nobody"]
    return found


def own() -> dict[str, dict[str, str]]:
    """Which rows tell of a person who signs in, by the label of the model: the attribute of the person that
    stands in a field."""
    found: dict[str, dict[str, str]] = _read()["own"]
    return found


def withheld() -> dict[str, list[str]]:
    """Fields of those rows that are given to nobody, by the label of the model."""
    found: dict[str, list[str]] = _read()["withheld"]
    return found


def model_of(label: str) -> Any:
    """The model that the register calls by this label, such as `accounts.User_groups`."""
    return next(model for model in apps.get_models(include_auto_created=True) if model._meta.label == label)


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def _said(label: str, names: list[str]) -> str:
    fields = (model_of(label)._meta.get_field(name) for name in names)
    return ", ".join(str(field.verbose_name) for field in fields)
