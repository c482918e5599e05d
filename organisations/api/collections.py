"""One kind of thing that the API gives: its list, its single entries, and what may be asked of them.

The addresses and the OpenAPI document are both made from these declarations.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path

from organisations.api import parameters
from organisations.api.answers import Data, program
from organisations.api.parameters import Asked, Parameter

type Rows = QuerySet[Any] | Sequence[Any]


@dataclass(frozen=True)
class Collection:
    """What HSDS calls `/name` and `/name/{id}`."""

    name: str
    noun: str  # what an entry is in HSDS
    rows: Callable[[Asked], Rows]
    find: Callable[[Asked, UUID], Any | None]
    # One entry, of a list and by itself.
    brief: Callable[[Any, Asked], Data]
    full: Callable[[Any, Asked], Data]
    of_list: tuple[Parameter, ...] = ()
    of_one: tuple[Parameter, ...] = ()

    @property
    def list_parameters(self) -> tuple[Parameter, ...]:
        return (*self.of_list, *parameters.PAGING)

    def paths(self) -> list[URLPattern]:
        return [
            path(self.name, self._list(), name=self.name),
            path(f"{self.name}/<str:identifier>", self._one(), name=f"{self.name}_one"),
        ]

    def _list(self) -> Callable[..., HttpResponse]:
        def give(request: HttpRequest) -> Data:
            asked = parameters.read(request.GET, self.list_parameters)
            entry = self.full if asked.get("full") and not asked.get("minimal") else self.brief
            return page(self.rows(asked), asked, entry)

        return program(give)

    def _one(self) -> Callable[..., HttpResponse]:
        def give(request: HttpRequest, identifier: str) -> Data:
            asked = parameters.read(request.GET, self.of_one) | {"full": True}
            row = self.find(asked, _uuid(identifier))
            if row is None:
                raise Http404
            return self.full(row, asked)

        return program(give)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


def page(rows: Rows, asked: Asked, entry: Callable[[Any, Asked], Data]) -> Data:
    """The page object of HSDS. A page after the last one is empty and no error."""
    number = asked.get("page", 1)
    size = asked.get("per_page", parameters.MOST if asked.get("minimal") else parameters.PAGE)
    total = rows.count() if isinstance(rows, QuerySet) else len(rows)
    contents = [entry(row, asked) for row in rows[(number - 1) * size : number * size]]
    pages = ceil(total / size)
    return {
        "total_items": total,
        "total_pages": pages,
        "page_number": number,
        "size": len(contents),
        "first_page": number == 1,
        "last_page": number >= pages,
        "empty": not contents,
        "contents": contents,
    }
