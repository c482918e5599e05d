"""What an Office learns of its own requests: numbers, amounts, how long it takes, what is late or ends.

Only what was submitted to this very Office is counted; its officers could open each row behind a figure.
Cases that the portal has forgotten since stay in the sums, without their organisations.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from dateutil.relativedelta import relativedelta
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, Sum
from django.db.models.functions import ExtractDay, ExtractYear
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from funding import workflow
from funding.choices import Outcome, Refusal, State
from funding.finance import ZERO
from funding.models import ForgottenCases, Programme
from funding.queries.checking import granted
from funding.queries.forgotten import ForgottenCasesQuerySet
from funding.queries.requests import FundingRequestQuerySet
from funding.reports.refusals import reason_label
from portal.lib import charts, money
from portal.lib.dates import BERLIN, day_of, today

# How far ahead the ends of projects are looked at.
AHEAD = relativedelta(months=6)
_SUMS = ("asked", "granted", "cut", "paid")
# What the address of a reason begins with.
_REASON = f"{Outcome.REJECTED}-"


@dataclass(frozen=True)
class Line:
    """Requests of one kind: how many, of how many organisations, and their sums in EUR."""

    key: str
    label: str
    number: int
    organisations: int
    asked: Decimal
    granted: Decimal
    cut: Decimal
    paid: Decimal

    @property
    def settled(self) -> Decimal:
        """What is left of the sum granted after the proofs that were checked."""
        return self.granted - self.cut


@dataclass(frozen=True)
class Counted:
    """How many requests of a kind there are, and of how many organisations; where it leads to."""

    number: int
    organisations: int
    key: str = ""
    label: str = ""


@dataclass(frozen=True)
class Speed:
    """From the submission to the announcement, in days: half of all, and nine of ten, took no longer."""

    number: int
    organisations: int
    median: int
    ninety: int


@dataclass(frozen=True)
class OfficeFigures:
    """The requests of one year of submission, or of all, and what is open today.

    `forgotten` of the requests are deleted; they count in no number of organisations.
    """

    year: int | None
    years: list[int]
    sum: Line
    by_year: list[Line]
    states: list[Line]
    programmes: list[Line]
    speed: Speed | None
    rejected: int
    reasons: list[Counted]
    overdue: Counted
    ending: Counted
    forgotten: int

    @property
    def chart(self) -> SafeString:
        """What was asked for and granted by programme, as bars."""
        return _chart(self.programmes, _("Asked for and granted by programme"), "programmes")

    @property
    def chart_by_year(self) -> SafeString:
        """What was asked for and granted by year, as bars."""
        return _chart(self.by_year, _("Asked for and granted by year"), "years")

    @property
    def chart_of_states(self) -> SafeString:
        """How many requests are in each state, as bars."""
        title = _("Requests by state")
        return charts.of_numbers(((row.label, row.number) for row in self.states), title=title, key="states")

    @property
    def chart_of_reasons(self) -> SafeString:
        """How often each reason was given, as bars."""
        rows = ((row.label, row.number) for row in self.reasons)
        return charts.of_numbers(rows, title=_("Why requests were rejected"), key="reasons")


def _chart(lines: Iterable[Line], title: str, key: str) -> SafeString:
    rows = [
        charts.Bar(row.label, (row.asked, row.granted), (money.euros(row.asked), money.euros(row.granted)))
        for row in lines
    ]
    return charts.bars(rows, title=title, key=f"chart-{key}", series=(_("Asked for"), _("Granted")))


def office_figures(
    rows: FundingRequestQuerySet, forgotten: ForgottenCasesQuerySet, year: int | None
) -> OfficeFigures:
    """The figures of `rows`, those of an Office that the reader may count, submitted in `year`.

    `forgotten` are the sums of the same Office of what is deleted.
    """
    all_kept = list(forgotten)
    kept = [it for it in all_kept if year in (None, it.year)]
    of_year = rows.filter(submitted_at__year=year) if year else rows
    parts = [*_parts(of_year), *map(_part_of, kept)]
    reasons = _reasons(of_year, kept)
    return OfficeFigures(
        year=year,
        years=sorted({*_years(rows), *(it.year for it in all_kept)}, reverse=True),
        sum=_line("", _("All"), parts),
        by_year=_by_year(parts),
        states=_by_state(parts),
        programmes=_by_programme(parts),
        speed=_speed(of_year, kept),
        rejected=sum(row.number for row in reasons),
        reasons=reasons,
        overdue=_counted(of_kind(rows, "overdue")),
        ending=_counted(of_kind(rows, "ending")),
        forgotten=sum(it.number for it in kept),
    )


def _years(rows: FundingRequestQuerySet) -> list[int]:
    """The years of submission: looked up in the index, without a pass over all requests."""
    moments = rows.filter(submitted_at__isnull=False).values_list("submitted_at", flat=True)
    oldest, newest = moments.order_by("submitted_at").first(), moments.order_by("-submitted_at").first()
    if oldest is None or newest is None:
        return []
    between = range(day_of(oldest).year, day_of(newest).year + 1)
    first, *others = (moments.order_by().filter(submitted_at__year=year)[:1] for year in between)
    found = first.union(*others).order_by() if others else first
    return [day_of(moment).year for moment in found]


def of_kind(rows: FundingRequestQuerySet, kind: str) -> FundingRequestQuerySet:
    """The requests behind a figure: `rejected`, a reason of it, `overdue`, `ending` or a state. KeyError."""
    day = today()
    match kind:
        case "rejected":
            return rows.filter(_rejected())
        case "overdue":
            return rows.owing_a_proof(day)
        case "ending":
            return rows.ending_without_another(day, day + AHEAD)
    reason = kind.removeprefix(_REASON)
    if reason != kind and reason in ("", *Refusal.values):
        return rows.filter(_rejected(decisions__refusal=reason))
    if kind not in State.values:
        raise KeyError(kind)
    return rows.filter(state=kind)


def label_of(kind: str) -> str:
    """What the Office calls a reason or a state, by the same key as in `of_kind`."""
    reason = kind.removeprefix(_REASON)
    return reason_label(reason) if reason != kind else str(workflow.officer_label(kind))


def _rejected(**more: str) -> Q:
    valid = {"decisions__voided__isnull": True, "decisions__outcome": Outcome.REJECTED}
    return Q(state__in=workflow.ANNOUNCED, **valid, **more)


def _counted(rows: FundingRequestQuerySet) -> Counted:
    return Counted(**rows.aggregate(number=Count("pk"), organisations=Count("organisation", distinct=True)))


_CHECKED = Q(award__proof__checking__closed__isnull=False)
type _Part = dict[str, Any]


def _parts(rows: FundingRequestQuerySet) -> list[_Part]:
    """The sums by state, programme and year, out of one pass over all requests, with the ids of who asked.

    A programme is sorted by its number, since words take twice as long; its slug is looked up afterwards.
    Paid out is what was not paid back, as in the open data.
    """
    year = ExtractYear("submitted_at", tzinfo=BERLIN)
    grouped = rows.order_by().values("state", "programme", year=year)
    found = grouped.annotate(
        number=Count("pk"), who=ArrayAgg("organisation_id"), asked=Sum("submission__requested"),
        granted=Sum("award__amount"), paid=Sum("award__drawn"), back=Sum("award__proof__checking__paid_back"),
        cut=Sum(F("award__amount") - granted("award__proof__checking__"), filter=_CHECKED),
    )  # fmt: skip
    parts = list(map(dict, found))
    programmes = Programme.objects.filter(pk__in={it["programme"] for it in parts}).order_by()
    slugs = dict(programmes.values_list("pk", "slug"))
    return [
        it | {"slug": slugs[it["programme"]], "paid": (it["paid"] or ZERO) - (it["back"] or ZERO)}
        for it in parts
    ]


def _part_of(kept: ForgottenCases) -> _Part:
    """The same of cases that are forgotten: who asked is not known any more."""
    own = {name: getattr(kept, name) for name in ("state", "year", "number", *_SUMS)}
    return own | {"slug": kept.programme, "who": ()}


def _line(key: str, label: Any, parts: list[_Part]) -> Line:
    money_ = {name: sum((it[name] or ZERO for it in parts), ZERO) for name in _SUMS}
    organisations = len(set().union(*(it["who"] for it in parts)))
    return Line(key, str(label), sum(it["number"] for it in parts), organisations, **money_)


def _by_year(parts: list[_Part]) -> list[Line]:
    years = sorted({it["year"] for it in parts})
    return [_line(str(year), year, [it for it in parts if it["year"] == year]) for year in years]


def _by_state(parts: list[_Part]) -> list[Line]:
    found = [(state, [it for it in parts if it["state"] == state]) for state in State]
    return [_line(state, workflow.officer_label(state), own) for state, own in found if own]


def _by_programme(parts: list[_Part]) -> list[Line]:
    """The revisions of a programme together, under the name that comes last in the alphabet."""
    programmes = Programme.objects.filter(slug__in={it["slug"] for it in parts}).order_by("slug")
    lines = []
    for slug, revisions in groupby(programmes, key=lambda it: it.slug):
        name = max(it.name_de or "" for it in revisions) or slug
        lines.append(_line(slug, name, [it for it in parts if it["slug"] == slug]))
    return lines


def _speed(rows: FundingRequestQuerySet, kept: Iterable[ForgottenCases]) -> Speed | None:
    """How long the decisions took that are in force and were announced."""
    took = ExpressionWrapper(F("decisions__announced") - F("submitted_at"), DurationField())
    decided = rows.filter(decisions__announced__isnull=False, decisions__voided__isnull=True).order_by()
    grouped = decided.annotate(took=ExtractDay(took)).values_list("took")
    days, who = Counter[int](), set[int]()
    asked_by = ArrayAgg("organisation_id")
    for took_, number, organisations in grouped.annotate(number=Count("pk"), who=asked_by):
        days[took_] = number
        who.update(organisations)
    for it in kept:
        days.update({int(took): number for took, number in it.days.items()})
    if not days:
        return None
    return Speed(days.total(), len(who), _percentile(days, 50), _percentile(days, 90))


def _percentile(days: Counter[int], part: int) -> int:
    """The smallest number of days that at least `part` per cent of all do not exceed."""
    reached = 0
    for took in sorted(days):
        reached += days[took]
        if reached * 100 >= days.total() * part:
            break
    return took


def _reasons(rows: FundingRequestQuerySet, kept: Iterable[ForgottenCases]) -> list[Counted]:
    """Why requests were rejected, the most frequent first; as `of_kind` counts them."""
    grouped = rows.filter(_rejected()).order_by().values_list("decisions__refusal")
    found = grouped.annotate(Count("pk"), Count("organisation", distinct=True))
    numbers, organisations = Counter[str](), dict[str, int]()
    for reason, number, who in found:
        numbers[reason], organisations[reason] = number, who
    for it in kept:
        if it.outcome == Outcome.REJECTED:
            numbers[it.refusal] += it.number
    return [
        Counted(number, organisations.get(reason, 0), _REASON + reason, reason_label(reason))
        for reason, number in numbers.most_common()
    ]
