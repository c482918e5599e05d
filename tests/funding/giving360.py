"""The 360Giving data standard beside the project, and what of it a package of grants breaks."""

import json
from functools import cache
from typing import Any

from jsonschema_rs import Draft202012Validator

from tests.realdata import real_data


def broken(package: dict[str, Any]) -> list[str]:
    """What the schema of the standard says against a package, formats included."""
    errors = _validator().iter_errors(package)
    return [f"{'/'.join(map(str, error.instance_path))}: {error.message}" for error in errors]


@cache
def _validator() -> Draft202012Validator:
    grant, package = _schema("360-giving-schema"), _schema("360-giving-package-schema")
    return Draft202012Validator(package, validate_formats=True, retriever=lambda _uri: grant)


def _schema(name: str) -> dict[str, Any]:
    file = real_data("giving360") / "schema" / f"{name}.json"
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found
