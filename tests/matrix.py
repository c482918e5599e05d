"""The role × URL matrix: for every named address, who sees it.

Each app says it for its own addresses in `tests/<app>/matrix.py`: `furnish(cast)` makes the rows that
the addresses name, all of them belonging to `cast.association` or `cast.office`; `MATRIX` holds a `Row`
for each URL name. `tests/test_house/test_matrix.py` walks them all and fails for an address it does
not know.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

if TYPE_CHECKING:
    from tests.cast import Cast

APPS = [
    name
    for name in (
        "portal", "accounts", "outbox", "documents", "pages", "guides",
        "organisations", "parentwork", "funding",
    )
    if importlib.util.find_spec(f"tests.{name}") and importlib.util.find_spec(f"tests.{name}.matrix")
]  # fmt: skip

MEMBERS = frozenset({"coordinator", "editor", "helper", "reader"})
OFFICERS = frozenset({"caseworker", "countersigner", "directory_editor", "budget_holder"})
SIGNED_IN = (
    MEMBERS
    | OFFICERS
    | {
        "foreign_coordinator",
        "umbrella_coordinator",
        "foreign_caseworker",
        "berlin_caseworker",
        "translator",
        "portal_staff",
    }
)
EVERYBODY = SIGNED_IN | {"anonymous"}
NOBODY: frozenset[str] = frozenset()


def _no_kwargs(cast: Cast) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Row:
    """Who sees one address; everybody else gets 404, or is led to the sign-in when anonymous."""

    kwargs: Callable[[Cast], dict[str, Any]] = _no_kwargs
    sees: Iterable[str] = field(default_factory=frozenset)
    # A POST-only address: asked by POST; GET must answer 405 to those who may use it.
    post: bool = False
    # Statuses that count as "seen".
    statuses: tuple[int, ...] = (200, 302, 303)
    query: str = ""
    # Public addresses that answer 404 to strangers also when anonymous (secrets in the address).
    hidden: bool = False
    # Steps in the middle of signing in: they lead everybody else back to its beginning.
    midway: bool = False
    language: str = "de"


def all_rows() -> dict[str, Row]:
    return {name: row for app in APPS for name, row in rows_of(app).items()}


def rows_of(app: str) -> dict[str, Row]:
    rows: dict[str, Row] = _module(app).MATRIX
    return rows


def furnish(cast: Cast) -> None:
    for app in APPS:
        _module(app).furnish(cast)


def _module(app: str) -> Any:
    return importlib.import_module(f"tests.{app}.matrix")


def url_names() -> set[str]:
    """The full names of all addresses of the house, Django's admin left to its own permissions."""
    return set(_names(get_resolver(settings.ROOT_URLCONF), ()))


def _names(resolver: URLResolver, namespaces: tuple[str, ...]) -> Iterable[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            if "admin" not in inner:
                yield from _names(pattern, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield ":".join((*namespaces, pattern.name))
