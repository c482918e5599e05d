"""The schemas of HSDS 3.0 beside the project, as validators that ask nobody."""

import json
from functools import cache
from typing import Any

from jsonschema_rs import Draft202012Validator

from tests.realdata import real_data

# By collection, what describes an entry of its list and what an entry by itself.
OF_LIST = {
    "organizations": "compiled/organization_list.json",
    "services": "compiled/service_list.json",
    "service_at_locations": "compiled/service_at_location_list.json",
    "taxonomies": "taxonomy.json",
    "taxonomy_terms": "taxonomy_term.json",
}
OF_ONE = {
    "organizations": "organization.json",
    "services": "service.json",
    "service_at_locations": "service_at_location.json",
    "taxonomies": "taxonomy.json",
    "taxonomy_terms": "taxonomy_term.json",
}


def faults(schema: str, entry: dict[str, Any]) -> list[str]:
    """What the schema finds wrong in an entry, formats such as uuid and uri included."""
    errors = _validator(schema).iter_errors(entry)
    return [f"{schema} {'.'.join(map(str, error.instance_path))}: {error.message}" for error in errors]


def unknown(schema: str, entry: dict[str, Any]) -> set[str]:
    """Fields of an entry that HSDS has no word for; its schemas let them pass."""
    return set(entry) - set(_read(schema)["properties"])


@cache
def _validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator(
        _read(schema), validate_formats=True, retriever=_beside, base_uri=f"https://hsds.example/{schema}"
    )


def _beside(uri: str) -> dict[str, Any]:
    return _read(uri.rpartition("/")[2])


def _read(schema: str) -> dict[str, Any]:
    return json.loads((real_data("hsds/3.0/schema") / schema).read_text())
