"""The self-evaluation of an organisation over the years: its own change, never a ranking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from organisations.choices.evaluation import Area, Rating
from organisations.models import AreaEvaluation
from portal.lib.charts import Bar, bars

# Years shown beside each other; more do not fit a page.
SHOWN = 5


@dataclass(frozen=True)
class Said:
    """A statement of an area, and how far it was true in each year, the newest first."""

    statement: str
    years: list[tuple[int, str]]


@dataclass(frozen=True)
class Result:
    """An area: its chart over the years, the oldest on top, and the same as rows, the newest first."""

    area: Area
    chart: SafeString
    years: list[AreaEvaluation]
    statements: list[Said]


def results(rows: Sequence[AreaEvaluation]) -> list[Result]:
    """The areas that an organisation has looked at, of its evaluations ordered by year, the newest first."""
    by_area = {area: [row for row in rows if row.area == area][:SHOWN] for area in Area}
    return [
        Result(area, _chart(area, years), years, _statements(area, years))
        for area, years in by_area.items()
        if years
    ]


def _statements(area: Area, years: Sequence[AreaEvaluation]) -> list[Said]:
    return [
        Said(str(statement), [(row.year, str(Rating(row.ratings[place]).label)) for row in years])
        for place, statement in enumerate(area.statements)
    ]


def _chart(area: Area, years: Sequence[AreaEvaluation]) -> SafeString:
    drawn = [
        Bar(str(row.year), (row.mean or Decimal(0),), (number_format(row.mean) if row.mean else "–",))
        for row in reversed(years)
    ]
    title = _("%(area)s: from 1 to 4, by year") % {"area": area.label}
    return bars(drawn, title=title, key=f"chart-{area}", highest=Decimal(max(Rating)))
