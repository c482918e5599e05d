"""Pages of a long list, each named by the row before or after it.

Such an address keeps its meaning while rows come and go elsewhere in the list, and the thousandth page costs
the database no more than the first: it goes on at a place in the index instead of counting from the start.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan


@dataclass(frozen=True)
class Page:
    """Some rows; `previous` and `next` name the rows at its ends where the list goes on beyond them."""

    object_list: list[Any]
    previous: str
    next: str

    @property
    def has_other_pages(self) -> bool:
        return bool(self.previous or self.next)


def page_of(rows: QuerySet[Any], *, after: str = "", before: str = "", size: int, by: str = "slug") -> Page:
    """At most `size` rows after or before the row whose `by` is named; the first ones where there is none.

    The rows are in an ascending order of columns that are never NULL, the last of them unique.
    """
    order = tuple(str(column) for column in rows.query.order_by)
    place = _place(rows, {by: after or before}, order)
    keys = Tuple(*(F(column) for column in order))
    if place and after and (found := list(rows.filter(TupleGreaterThan(keys, place))[: size + 1])):
        return _page(found[:size], by, goes_back=True, goes_on=len(found) > size)
    if place and before and (found := list(rows.filter(TupleLessThan(keys, place)).reverse()[: size + 1])):
        return _page(found[:size][::-1], by, goes_back=len(found) > size, goes_on=True)
    found = list(rows[: size + 1])
    return _page(found[:size], by, goes_back=False, goes_on=len(found) > size)


def _place(rows: QuerySet[Any], named: dict[str, str], order: tuple[str, ...]) -> tuple[Any, ...] | None:
    """Where in the order the named row stands."""
    if any(not name or "\x00" in name for name in named.values()):
        return None
    try:
        return rows.filter(**named).values_list(*order).first()
    except ValueError:  # a word where a row is named by its number
        return None


def _page(shown: list[Any], by: str, *, goes_back: bool, goes_on: bool) -> Page:
    return Page(
        shown,
        previous=str(getattr(shown[0], by)) if goes_back else "",
        next=str(getattr(shown[-1], by)) if goes_on else "",
    )
