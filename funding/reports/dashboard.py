"""What an Office learns of its own requests: numbers, amounts, how long it takes, what is late or ends.

Only what was submitted to this very Office is counted; its officers could open each row behind a figure.
"""

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from dateutil.relativedelta import relativedelta
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, Q, Sum
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from funding import workflow
from funding.choices import Outcome, State
from funding.finance import ZERO
from funding.models import Programme
from funding.queries.requests import FundingRequestQuerySet
from portal.lib import charts, money
from portal.lib.dates import day_of, today

# How far ahead the ends of projects are looked at.
AHEAD = relativedelta(months=6)


@dataclass(frozen=True)
class Line:
    """Requests of one kind: how many, of how many organisations, and their sums in EUR."""

    key: str
    label: str
    number: int
    organisations: int
    asked: Decimal
    granted: Decimal
    paid: Decimal


@dataclass(frozen=True)
class Speed:
    """From the submission to the announcement, in days: half of all, and nine of ten, took no longer."""

    number: int
    median: int
    ninety: int


@dataclass(frozen=True)
class OfficeFigures:
    """The requests of one year of submission, or of all, and what is open today."""

    year: int | None
    years: list[int]
    sum: Line
    states: list[Line]
    programmes: list[Line]
    speed: Speed | None
    rejected: int
    overdue: int
    ending: int

    @property
    def chart(self) -> SafeString:
        """What was asked for and granted by programme, as bars."""
        rows = [
            charts.Bar(
                row.label, (row.asked, row.granted), (money.euros(row.asked), money.euros(row.granted))
            )
            for row in self.programmes
        ]
        title, series = _("Asked for and granted by programme"), (_("Asked for"), _("Granted"))
        return charts.bars(rows, title=title, key="programmes", series=series)


def office_figures(rows: FundingRequestQuerySet, year: int | None) -> OfficeFigures:
    """The figures of `rows`, those of an Office that the reader may count, submitted in `year`."""
    of_year = rows.filter(submitted_at__year=year) if year else rows
    parts, (speed, rejected) = _parts(of_year), _decided(of_year)
    return OfficeFigures(
        year=year,
        years=_years(rows),
        sum=_line("", _("All"), parts),
        states=_by_state(parts),
        programmes=_by_programme(parts),
        speed=speed,
        rejected=rejected,
        overdue=of_kind(rows, "overdue").count(),
        ending=of_kind(rows, "ending").count(),
    )


def _years(rows: FundingRequestQuerySet) -> list[int]:
    """The years of submission, the newest first: looked up in the index, without a pass over all requests."""
    moments = rows.filter(submitted_at__isnull=False).values_list("submitted_at", flat=True)
    oldest, newest = moments.order_by("submitted_at").first(), moments.order_by("-submitted_at").first()
    if oldest is None or newest is None:
        return []
    between = range(day_of(oldest).year, day_of(newest).year + 1)
    first, *others = (moments.order_by().filter(submitted_at__year=year)[:1] for year in between)
    found = first.union(*others).order_by() if others else first
    return sorted({day_of(moment).year for moment in found}, reverse=True)


def of_kind(rows: FundingRequestQuerySet, kind: str) -> FundingRequestQuerySet:
    """The requests behind a figure: `rejected`, `overdue`, `ending` or a state. KeyError."""
    day = today()
    match kind:
        case "rejected":
            valid = {"decisions__voided__isnull": True, "decisions__outcome": Outcome.REJECTED}
            return rows.filter(state__in=workflow.ANNOUNCED, **valid)
        case "overdue":
            return rows.owing_a_proof(day)
        case "ending":
            return rows.ending_without_another(day, day + AHEAD)
    if kind not in State.values:
        raise KeyError(kind)
    return rows.filter(state=kind)


type _Part = dict[str, Any]


def _parts(rows: FundingRequestQuerySet) -> list[_Part]:
    """The sums by state and programme, out of one pass over all requests, with the ids of who asked."""
    grouped = rows.order_by().values("state", "programme_id")
    found = grouped.annotate(
        number=Count("pk"), who=ArrayAgg("organisation_id"), asked=Sum("submission__requested"),
        granted=Sum("award__amount"), paid=Sum("award__drawn"),
    )  # fmt: skip
    return list(map(dict, found))


def _line(key: str, label: Any, parts: list[_Part]) -> Line:
    money_ = {name: sum((it[name] or ZERO for it in parts), ZERO) for name in ("asked", "granted", "paid")}
    organisations = len(set().union(*(it["who"] for it in parts)))
    return Line(key, str(label), sum(it["number"] for it in parts), organisations, **money_)


def _by_state(parts: list[_Part]) -> list[Line]:
    found = [(state, [it for it in parts if it["state"] == state]) for state in State]
    return [_line(state, workflow.officer_label(state), own) for state, own in found if own]


def _by_programme(parts: list[_Part]) -> list[Line]:
    """The revisions of a programme together, under the name that comes last in the alphabet."""
    programmes = Programme.objects.filter(pk__in={it["programme_id"] for it in parts})
    lines = []
    for slug, revisions in groupby(programmes.order_by("slug"), key=lambda it: it.slug):
        names = {it.pk: it.name_de or "" for it in revisions}
        own = [it for it in parts if it["programme_id"] in names]
        lines.append(_line(slug, max(names.values()) or slug, own))
    return lines


class _Percentile(Aggregate):
    """The smallest value that at least this part of all values does not exceed."""

    function = "PERCENTILE_DISC"
    template = "%(function)s(%(part)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def _decided(rows: FundingRequestQuerySet) -> tuple[Speed | None, int]:
    """How long the decisions took, and how many requests were rejected; as `of_kind` counts them."""
    decided = rows.filter(decisions__isnull=False, decisions__voided__isnull=True)
    took = ExpressionWrapper(F("decisions__announced") - F("submitted_at"), DurationField())
    was_rejected = Q(decisions__outcome=Outcome.REJECTED, state__in=workflow.ANNOUNCED)
    found = decided.annotate(took=took).aggregate(
        number=Count("decisions__announced"), median=_Percentile("took", part=0.5),
        ninety=_Percentile("took", part=0.9), rejected=Count("pk", filter=was_rejected),
    )  # fmt: skip
    number, rejected = found["number"], found["rejected"]
    return (Speed(number, found["median"].days, found["ninety"].days) if number else None), rejected
