"""The role × URL matrix: for every named address, who sees it.

Each app says it for its own addresses in `tests/<app>/matrix.py`: `furnish(cast)` makes the rows that
the addresses name, all of them belonging to `cast.association` or `cast.office`; `MATRIX` holds a `Row`
for each URL name. `tests/test_house/test_matrix.py` walks them all and fails for an address it does
not know.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

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
INSIDERS = MEMBERS | OFFICERS  # who have a counterpart in the cast's mirror
SIGNED_IN = (
    MEMBERS
    | OFFICERS
    | {
        "foreign_coordinator",
        "umbrella_coordinator",
        "foreign_caseworker",
        "berlin_caseworker",
        "translator",
        "auditor",
        "portal_staff",
    }
)
EVERYBODY = SIGNED_IN | {"anonymous"}
NOBODY: frozenset[str] = frozenset()


def _nothing(cast: Cast) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Row:
    """Who sees one address; everybody else gets 404, or is led to the sign-in when anonymous."""

    kwargs: Callable[[Cast], dict[str, Any]] = _nothing
    sees: Iterable[str] = field(default_factory=frozenset)
    # A POST-only address: GET must answer 405 to those who may use it.
    post: bool = False
    # What a POST sends.
    data: Callable[[Cast], dict[str, Any]] = _nothing
    # Statuses that count as "seen".
    statuses: tuple[int, ...] = (200, 302, 303)
    query: str = ""
    # Public addresses that answer 404 to strangers also when anonymous (secrets in the address).
    hidden: bool = False
    # The part of the address that may name nothing: what is to be taken away counts as gone already.
    forgiven: str = ""
    # Steps in the middle of signing in: they lead everybody else back to its beginning.
    midway: bool = False
    language: str = "de"

    @property
    def method(self) -> str:
        return "post" if self.post else "get"

    def address(self, name: str, kwargs: Mapping[str, Any]) -> str:
        with translation.override(self.language):
            return reverse(name, kwargs=kwargs) + self.query


def all_rows() -> dict[str, Row]:
    return {name: row for app in APPS for name, row in rows_of(app).items()}


def rows_of(app: str) -> dict[str, Row]:
    rows: dict[str, Row] = _module(app).MATRIX
    return rows


def furnish(cast: Cast, apps: Iterable[str] = APPS) -> None:
    for app in apps:
        known = dict(vars(cast))
        _module(app).furnish(cast)
        taken = [name for name, row in known.items() if vars(cast)[name] is not row]
        assert taken == [], f"{app} takes names that stand for something else already: {taken}"


def _module(app: str) -> Any:
    return importlib.import_module(f"tests.{app}.matrix")


def url_names() -> set[str]:
    """The full names of all addresses of the house, its administration left out; a route without a name is
    shown as it is written."""
    return set(_names(get_resolver(settings.ROOT_URLCONF), ()))


def _names(resolver: URLResolver, namespaces: tuple[str, ...]) -> Iterable[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            if "admin" not in inner:
                yield from _names(pattern, inner)
        elif isinstance(pattern, URLPattern):
            yield ":".join((*namespaces, pattern.name or str(pattern.pattern)))


def admin_routes() -> list[str]:
    """All routes of the administration, with and without a name, as they are written."""
    admin = next(each for each in get_resolver(settings.ROOT_URLCONF).url_patterns if _is_admin(each))
    return sorted(_routes(admin))


def _is_admin(pattern: URLPattern | URLResolver) -> bool:
    return isinstance(pattern, URLResolver) and pattern.namespace == "admin"


def _routes(pattern: URLPattern | URLResolver) -> Iterable[str]:
    if isinstance(pattern, URLPattern):
        yield str(pattern.pattern)
        return
    for inner in pattern.url_patterns:
        yield from (f"{pattern.pattern}{route}" for route in _routes(inner))
