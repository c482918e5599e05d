"""The OpenAPI 3.1 document, made from the declarations that serve the addresses, so that it cannot drift."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse

from organisations.api.answers import RATE, Data
from organisations.api.collections import Collection
from organisations.api.parameters import Parameter

REFERENCE = "https://docs.openreferral.org/en/3.0/hsds/schema_reference.html"
VERSION = "1.0"
ERRORS = {400: "The query cannot be read", 404: "There is nothing at this address", 429: "Too often"}
ROOT = {
    "version": {"type": "string"},
    "profile": {"type": "string", "format": "uri"},
    "openapi_url": {"type": "string", "format": "uri"},
}
COUNTS = ("total_items", "total_pages", "page_number", "size")
MARKS = ("first_page", "last_page", "empty")


def document(collections: Iterable[Collection]) -> Data:
    """The whole document."""
    paths = {"/": {"get": _operation("root", "What this is", (), _object(ROOT), errors=(429,))}}
    for collection in collections:
        paths |= _paths(collection)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{settings.SITE_NAME}: HSDS 3.0",
            "version": VERSION,
            "description": _about(),
            "license": {"name": "See the imprint of the portal", "url": settings.SITE_URL},
        },
        "servers": [{"url": (settings.SITE_URL + reverse("api:root")).rstrip("/")}],
        "externalDocs": {"description": "What each field means", "url": REFERENCE},
        "paths": paths,
        "components": {"schemas": {"Error": ERROR, "Page": PAGE}},
    }


def _about() -> str:
    amount, _slash, period = RATE.partition("/")
    return (
        "What immigrant organisations in Germany are and offer to parents, read-only and without a key, in "
        "the words of the Human Services Data Specification. Each answer has an ETag. "
        f"One address may ask {amount} times in {period}."
    )


def _paths(collection: Collection) -> Data:
    entry = _object(
        {"id": {"type": "string", "format": "uuid"}}, also=f"As HSDS 3.0 defines `{collection.noun}`."
    )
    page = {
        "allOf": [
            {"$ref": "#/components/schemas/Page"},
            _object({"contents": {"type": "array", "items": entry}}),
        ]
    }
    identifier = {
        "name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"},
    }  # fmt: skip
    listed = _operation(
        f"list_{collection.name}",
        f"Entries of `{collection.noun}`, page by page",
        collection.list_parameters,
        page,
        errors=(400, 429),
    )
    single = _operation(
        f"get_{collection.noun}",
        f"One `{collection.noun}` with all that belongs to it",
        collection.of_one,
        entry,
        errors=(400, 404, 429),
    )
    return {
        f"/{collection.name}": {"get": listed},
        f"/{collection.name}/{{id}}": {"parameters": [identifier], "get": single},
    }


def _operation(
    name: str, summary: str, parameters: tuple[Parameter, ...], schema: Data, *, errors: tuple[int, ...]
) -> Data:
    answers: dict[str, Any] = {"200": _answer("As asked for", schema)}
    answers["304"] = {"description": "Nothing has changed since the answer with this ETag"}
    for status in errors:
        answers[str(status)] = _answer(ERRORS[status], {"$ref": "#/components/schemas/Error"})
    return {
        "operationId": name,
        "summary": summary,
        "parameters": [_parameter(each) for each in parameters],
        "responses": answers,
    }


def _parameter(parameter: Parameter) -> Data:
    return {
        "name": parameter.name,
        "in": "query",
        "required": False,
        "description": parameter.description,
        "schema": parameter.schema,
    }


def _answer(description: str, schema: Data) -> Data:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _object(properties: Data, *, also: str = "") -> Data:
    schema: Data = {"type": "object", "required": list(properties), "properties": properties}
    return schema | ({"description": also} if also else {})


ERROR = _object({"status": {"type": "integer"}, "error": {"type": "string"}})
PAGE = _object(
    {name: {"type": "integer", "minimum": 0} for name in COUNTS}
    | {name: {"type": "boolean"} for name in MARKS}
    | {"contents": {"type": "array"}}
)
