from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding import rules
from funding.choices import CostCategory, Financing, IncomeSource
from funding.models import ProofOfUse
from funding.reports.figures import collect
from portal.documents.choices import Variant
from portal.documents.kinds import Attachment, Kind, register
from portal.lib import charts, money
from portal.lib.sheets import write_csv
from portal.lib.text import fold


@dataclass(frozen=True)
class Report:
    """The figures of a proof with words for their codes and the chart."""

    figures: dict[str, Any]
    financing: str
    chart: str
    submitted: str
    sha256: str


def chart_of(figures: dict[str, Any]) -> SafeString:
    """Plan and actual costs by category as bars; the same on the page and in the PDF."""
    rows = [
        charts.Bar(
            str(CostCategory(row["category"]).label),
            (Decimal(row["plan"]), Decimal(row["actual"])),
            (money.euros(Decimal(row["plan"])), money.euros(Decimal(row["actual"]))),
        )
        for row in figures["costs"]
    ]
    return charts.bars(
        rows, title=_("Plan and actual costs by category"), key="costs", series=(_("Plan"), _("Actual"))
    )


def named(figures: dict[str, Any]) -> dict[str, Any]:
    """The figures with the words of the reader's language beside their codes."""
    return {
        **figures,
        "financing": str(Financing(figures["head"]["financing"]).label),
        "costs": [_with_label(row, "category", CostCategory) for row in figures["costs"]],
        "sources": [_with_label(row, "source", IncomeSource) for row in figures["sources"]],
        "expenses": [_with_label(row, "category", CostCategory) for row in figures["expenses"]],
        "incomes": [_with_label(row, "source", IncomeSource) for row in figures["incomes"]],
    }


def _with_label(
    row: dict[str, Any], key: str, names: type[CostCategory] | type[IncomeSource]
) -> dict[str, Any]:
    return {**row, "label": str(names(row[key]).label)}


@register
class FundingReport(Kind):
    """The proof of use (Verwendungsnachweis), in German, with its figures attached as CSV."""

    key = "funding.report"
    label = gettext_lazy("funding report")
    template = "pdf/funding/report.html"
    variant = Variant.A3A
    keep_days = None  # belongs to the file of the request

    def gather(self, params: dict[str, Any], language: str) -> Report:
        proof = ProofOfUse.objects.select_related(
            "award__request__organisation",
            "award__request__office",
            "award__request__programme",
            "award__decision__submission",
        ).get(pk=params["proof"])
        figures = named(collect(proof))
        return Report(
            figures=figures,
            financing=figures["financing"],
            chart=str(chart_of(figures)),
            submitted=proof.submitted.date().isoformat() if proof.submitted else "",
            sha256=proof.sha256,
        )

    def visible_to(self, user: Any, params: dict[str, Any]) -> bool:
        rows = ProofOfUse.objects.select_related("award__request__organisation", "award__request__office")
        proof = rows.filter(pk=params["proof"]).first()
        return proof is not None and rules.may_read_report(user, proof)

    def filename(self, data: Report) -> str:
        number = fold(data.figures["head"]["file_number"]).replace(" ", "-") or "entwurf"
        return f"verwendungsnachweis-{number}.pdf"

    def attachments(self, data: Report) -> list[Attachment]:
        figures = data.figures
        return [
            _sheet("kosten.csv", _("costs, plan and actual"), _COSTS, figures["costs"]),
            _sheet("finanzierung.csv", _("financing, plan and actual"), _SOURCES, figures["sources"]),
            _sheet("belegliste.csv", _("list of vouchers"), _EXPENSES, figures["expenses"]),
            _sheet("einnahmen.csv", _("other income"), _INCOMES, figures["incomes"]),
            _sheet("termine.csv", _("attendance in sums"), _DATES, figures["evidence"]["rows"]),
        ]


_COSTS = ("category", "label", "plan", "actual", "difference")
_SOURCES = ("source", "label", "plan", "actual")
_EXPENSES = (
    "number", "voucher", "files", "invoiced", "paid", "payee", "reason", "category", "label", "amount",
    "eligible", "outside_reason",
)  # fmt: skip
_INCOMES = ("received", "payer", "source", "label", "amount")
_DATES = ("day", "title", "adults", "children", "families", "hours")


_AMOUNTS = frozenset({"plan", "actual", "difference", "amount", "eligible", "hours"})


def _sheet(name: str, description: str, columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> Attachment:
    table = [columns, *([_cell(row.get(column, ""), column) for column in columns] for row in rows)]
    return Attachment(name, write_csv(table), "text/csv", description)


def _cell(value: Any, column: str) -> Any:
    return Decimal(value) if column in _AMOUNTS else value
