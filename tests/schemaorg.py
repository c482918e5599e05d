"""The vocabulary of schema.org beside the project, and what of it a page misuses."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from tests.realdata import real_data


def misused(thing: dict[str, Any]) -> list[str]:
    """What a thing says of itself that its type does not know, and so on for the things within it."""
    return list(_misused(thing))


def _misused(thing: dict[str, Any]) -> Iterator[str]:
    kinds = set(_ancestors(f"schema:{thing['@type']}"))
    for name, value in thing.items():
        if name.startswith("@"):
            continue
        if not kinds & set(_named(_terms().get(f"schema:{name}", {}).get("schema:domainIncludes", []))):
            yield f"{thing['@type']}.{name}"
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, dict):
                yield from _misused(part)


def _ancestors(kind: str) -> Iterator[str]:
    yield kind
    for above in _named(_terms()[kind].get("rdfs:subClassOf", [])):
        yield from _ancestors(above)


def _named(said: dict[str, Any] | list[Any]) -> list[str]:
    return [one["@id"] for one in (said if isinstance(said, list) else [said])]


@cache
def _terms() -> dict[str, Any]:
    file = real_data("schemaorg-30.0") / "schemaorg-current-https.jsonld"
    return {term["@id"]: term for term in json.loads(file.read_text())["@graph"]}
