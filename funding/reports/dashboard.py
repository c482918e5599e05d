"""What an Office learns of its own requests: numbers, amounts, how long it takes, what is late or ends.

Only what was submitted to this very Office is counted; its officers could open each row behind a figure.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, Max, Sum
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from funding import workflow
from funding.choices import Outcome, State
from funding.finance import ZERO
from funding.queries.requests import FundingRequestQuerySet
from portal.lib import charts, money
from portal.lib.dates import today

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
    sum_ = of_year.aggregate(**_SUMS)
    return OfficeFigures(
        year=year,
        years=[moment.year for moment in rows.datetimes("submitted_at", "year", order="DESC")],
        sum=_line("", _("All"), sum_),
        states=_by_state(of_year),
        programmes=_by_programme(of_year),
        speed=_speed(of_year),
        rejected=of_kind(of_year, "rejected").count(),
        overdue=of_kind(rows, "overdue").count(),
        ending=of_kind(rows, "ending").count(),
    )


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


_SUMS: dict[str, Any] = {
    "number": Count("pk"),
    "organisations": Count("organisation", distinct=True),
    "asked": Sum("submission__requested"),
    "granted": Sum("award__amount"),
    "paid": Sum("award__drawn"),
}


def _line(key: str, label: Any, found: dict[str, Any]) -> Line:
    money_ = {name: found[name] or ZERO for name in ("asked", "granted", "paid")}
    return Line(key, str(label), found["number"], found["organisations"], **money_)


def _by_state(rows: FundingRequestQuerySet) -> list[Line]:
    found = {row["state"]: row for row in rows.order_by().values("state").annotate(**_SUMS)}
    return [_line(state, workflow.officer_label(state), found[state]) for state in State if state in found]


def _by_programme(rows: FundingRequestQuerySet) -> list[Line]:
    slug, name = "programme__slug", "programme__name_de"
    found = rows.order_by(slug).values(slug).annotate(**_SUMS, name=Max(name))
    return [_line(row[slug], row["name"] or row[slug], row) for row in found]


class _Percentile(Aggregate):
    """The smallest value that at least this part of all values does not exceed."""

    function = "PERCENTILE_DISC"
    template = "%(function)s(%(part)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def _speed(rows: FundingRequestQuerySet) -> Speed | None:
    decided = rows.filter(decisions__voided__isnull=True, decisions__announced__isnull=False)
    took = ExpressionWrapper(F("decisions__announced") - F("submitted_at"), DurationField())
    found = decided.annotate(took=took).aggregate(
        number=Count("pk"), median=_Percentile("took", part=0.5), ninety=_Percentile("took", part=0.9)
    )
    if not found["number"]:
        return None
    return Speed(found["number"], found["median"].days, found["ninety"].days)
