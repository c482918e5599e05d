"""What is looked for in a Land and found by nobody: numbers that tell nothing of a single family."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Count, Sum

from parentwork.choices import NeedEnd
from portal.lib.dates import today
from portal.lib.suppression import known, of_parts

# How far back needs that are over without an answer count.
SPAN = timedelta(days=365)
BY = ("district", "spoken", "topic")


@dataclass(frozen=True)
class Figure:
    """How many needs have this key: an AGS, a language code or the slug of a topic ("" for none).

    `number` is None where it is kept back, since it or another one beside it is below five.
    """

    key: str
    number: int | None


@dataclass(frozen=True)
class Unmet:
    """Needs (not families) that are open, or were over without an answer; below five there is no total."""

    total: int | None
    districts: list[Figure]
    languages: list[Figure]
    topics: list[Figure]


def unmet_in(land: str) -> Unmet:
    """Unmet needs in the Land of this code, those of the last twelve months included; two queries."""
    cells = [*_open_now(land), *_over(land, (today() - SPAN).replace(day=1))]
    total = known(sum(number for _keys, number in cells))
    if total is None:
        return Unmet(None, [], [], [])
    return Unmet(total, *(_figures(cells, index) for index in range(len(BY))))


type Cell = tuple[tuple[str, ...], int]


def _open_now(land: str) -> Iterable[Cell]:
    rows = apps.get_model("parentwork", "Need").objects.open().filter(place__district__land=land)
    columns = ("place__district", "spoken", "topic")
    return _cells(rows.order_by().values_list(*columns).annotate(number=Count("pk")))


def _over(land: str, since: date) -> Iterable[Cell]:
    rows = apps.get_model("parentwork", "NeedCount").objects.filter(
        district__land=land, end=NeedEnd.UNMET, month__gte=since
    )
    return _cells(rows.order_by().values_list(*BY).annotate(number=Sum("needs")))


def _cells(rows: Any) -> Iterable[Cell]:
    return ((tuple(key or "" for key in keys), number) for *keys, number in rows)


def _figures(cells: Iterable[Cell], index: int) -> list[Figure]:
    """The sums of one column, the largest first; those kept back stand last, by their key alone."""
    sums: Counter[str] = Counter()
    for keys, number in cells:
        sums[keys[index]] += number
    shown = zip(sums, of_parts(list(sums.values())), strict=True)
    return sorted((Figure(*each) for each in shown), key=lambda it: (-(it.number or 0), it.key))
