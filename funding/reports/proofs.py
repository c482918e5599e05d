from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding import finance, rules
from funding.choices import CostCategory, Financing, IncomeSource
from funding.models import ProofOfUse
from funding.reports.annexes import ANNEXES
from funding.reports.balance import CLAIM
from funding.reports.figures import handed_in
from funding.reports.pictures import Shown, printed_pictures
from funding.reports.voices import named_voices
from portal.documents.choices import Variant
from portal.documents.kinds import Attachment, Kind, register
from portal.lib import charts, money
from portal.lib.dates import day_of
from portal.lib.text import file_stem


@dataclass(frozen=True)
class Report:
    """The figures of a proof with words for their codes and the chart."""

    figures: dict[str, Any]
    financing: str
    chart: str
    annexes: tuple[tuple[str, str], ...]
    submitted: str
    sha256: str
    kept_until: date | None  # vouchers and signed lists; None in a draft, an interim proof, or without a rule
    pictures: tuple[Shown, ...]


def chart_of(figures: dict[str, Any], title: str = "", draw: charts.Draw = charts.bars) -> SafeString:
    """Plan and actual costs by category as bars; the same on the page and in the PDF.

    `title` is read out in place of the picture.
    """
    rows = [
        charts.Bar(
            str(CostCategory(row["category"]).label),
            (Decimal(row["plan"]), Decimal(row["actual"])),
            (money.euros(Decimal(row["plan"])), money.euros(Decimal(row["actual"]))),
        )
        for row in figures["costs"]
    ]
    return draw(
        rows,
        title=title or _("Plan and actual costs by category"),
        key="costs",
        series=(_("Plan"), _("Actual")),
    )


def named(figures: dict[str, Any], draw: charts.Draw = charts.bars) -> dict[str, Any]:
    """The figures with the words of the reader's language beside their codes, and with all their sums.

    The sums follow from the rows, so a proof that was frozen without them has them too.
    """
    consents = {row["category"]: row for row in figures.get("consents", [])}
    costs = [
        _with_label(row, "category", CostCategory) | {"consent": consents.get(row["category"])}
        for row in figures["costs"]
    ]
    sources = [_source(row) for row in figures["sources"]]
    expenses = [_with_label(row, "category", CostCategory) for row in figures["expenses"]]
    return {
        **figures,
        **named_voices(figures, draw),
        "financing": str(Financing(figures["head"]["financing"]).label),
        "costs": costs,
        "sources": sources,
        "expenses": expenses,
        "incomes": [_with_label(row, "source", IncomeSource) for row in figures["incomes"]],
        "consents": [{**row, "label": _consented_to(row)} for row in consents.values()],
        "groups": _by_category(expenses),
        "totals": {
            "cost_difference": _sum(costs, "difference"),
            "exceeded": _exceeds_the_plan(costs, consents.get(finance.ALL_COSTS)),
            "consent": consents.get(finance.ALL_COSTS),
            "income_plan": _sum(sources, "plan"),
            "income_actual": _sum(sources, "actual"),
            "income_difference": _sum(sources, "difference"),
            "other_hours": _hours_without_a_date(figures["evidence"]),
            "own_hours": _own_hours(figures["evidence"]),
            "shared": any("share" in row for row in figures["evidence"]["rows"]),
            "unrecorded": unrecorded_of(figures),
            "received": _sum(figures["incomes"], "amount"),
            "amount": _sum(expenses, "amount"),
            "eligible": _sum(expenses, "eligible"),
        },
    }


def unrecorded_of(figures: dict[str, Any]) -> int:
    """Of how many of the dates that are counted nobody has typed in who came."""
    return sum(row.get("recorded") is False for row in figures["evidence"]["rows"])


def _with_label(
    row: dict[str, Any], key: str, names: type[CostCategory] | type[IncomeSource]
) -> dict[str, Any]:
    return {**row, "label": str(names(row[key]).label)}


def _consented_to(row: dict[str, Any]) -> str:
    return str(CostCategory(row["category"]).label) if row["category"] else _("All costs together")


def _source(row: dict[str, Any]) -> dict[str, Any]:
    difference = Decimal(row["actual"]) - Decimal(row["plan"])
    if row["source"] == CLAIM:
        return {**row, "label": _("The grant, not paid out yet"), "difference": str(difference)}
    return {**_with_label(row, "source", IncomeSource), "difference": str(difference)}


def _by_category(expenses: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The list of vouchers split by category, in the order of the plan, each part with its sums."""
    parts = [(kind, [row for row in expenses if row["category"] == kind]) for kind in CostCategory]
    return [
        {
            "label": str(kind.label),
            "rows": rows,
            "amount": _sum(rows, "amount"),
            "eligible": _sum(rows, "eligible"),
        }
        for kind, rows in parts
        if rows
    ]


def _exceeds_the_plan(costs: list[dict[str, Any]], consent: dict[str, Any] | None) -> bool:
    """All costs together are more than the plan, or than what the Office has consented to."""
    plan, actual = Decimal(_sum(costs, "plan")), Decimal(_sum(costs, "actual"))
    return actual > max(plan, Decimal(consent["limit"]) if consent else plan)


def _hours_without_a_date(evidence: dict[str, Any]) -> str:
    """Volunteer hours of the series that belong to no date, such as preparation; empty if there are none."""
    linked = Decimal(_sum(evidence["rows"], "hours")) + Decimal(evidence.get("helper_hours", "0"))
    rest = Decimal(evidence["volunteer_hours"]) - linked
    return str(rest) if rest else ""


def _own_hours(evidence: dict[str, Any]) -> str:
    """Volunteer hours that the helpers confirmed themselves; empty if there are none."""
    own = evidence.get("self_confirmed_hours", "0")
    return own if Decimal(own) else ""


def _sum(rows: Iterable[dict[str, Any]], key: str) -> str:
    return str(sum((Decimal(row[key]) for row in rows), finance.ZERO))


_INSTEAD_OF_THE_CHART = (
    "Balkendiagramm: Kosten nach Kostenart, Soll und Ist. Dieselben Zahlen stehen in der Tabelle davor."
)


def report_of(
    figures: dict[str, Any],
    submitted: datetime | None,
    sha256: str,
    instead_of_the_chart: str = _INSTEAD_OF_THE_CHART,
    draw: charts.Draw = charts.bars,
) -> Report:
    """What a report prints of these figures."""
    figures = named(figures, draw)
    return Report(
        figures=figures,
        financing=figures["financing"],
        chart=str(chart_of(figures, instead_of_the_chart, draw)),
        annexes=tuple((annex.name, annex.title) for annex in ANNEXES),
        submitted=day_of(submitted).isoformat() if submitted else "",
        sha256=sha256,
        kept_until=_kept_until(figures["head"], submitted),
        pictures=tuple(printed_pictures(figures)),
    )


def _kept_until(head: dict[str, Any], submitted: datetime | None) -> date | None:
    if submitted is None or head.get("interim"):
        return None
    return finance.kept_until(day_of(submitted), head.get("retention_years"))


def whole_proofs() -> QuerySet[ProofOfUse]:
    """Proofs with all at hand that their reports say."""
    return ProofOfUse.objects.select_related(
        "award__request__organisation",
        "award__request__office",
        "award__request__programme",
        "award__decision__submission",
    )


@register
class FundingReport(Kind):
    """The proof of use (Verwendungsnachweis), in German, with its figures attached as CSV."""

    key = "funding.report"
    label = gettext_lazy("funding report")
    template = "pdf/funding/report.html"
    variant = Variant.A3A
    keep_days: int | None = None  # belongs to the file of the request

    def gather(self, params: dict[str, Any], language: str) -> Report:
        proof = whole_proofs().get(pk=params["proof"])
        return report_of(handed_in(proof), proof.submitted, proof.sha256)

    def visible_to(self, user: Any, params: dict[str, Any]) -> bool:
        rows = ProofOfUse.objects.select_related("award__request__organisation", "award__request__office")
        proof = rows.filter(pk=params["proof"]).first()
        return proof is not None and rules.may_read_report(user, proof)

    def filename(self, data: Report) -> str:
        number = file_stem(data.figures["head"]["file_number"]) or "entwurf"
        return f"verwendungsnachweis-{number}.pdf"

    def attachments(self, data: Report) -> list[Attachment]:
        return [annex.attachment(data.figures) for annex in ANNEXES]
