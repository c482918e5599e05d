"""A request as it was sent, on paper: to sign, to send by post, to keep."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from funding import finance, rules
from funding.choices import CostCategory, IncomeSource, PaperKind, Purpose
from funding.finance import Plan, YearSum
from funding.models import Snapshot
from portal.documents.kinds import Kind, register
from portal.lib.text import file_stem


@dataclass(frozen=True)
class PlanSum:
    """A category or source of the plan with its name, its lines and their sum in EUR."""

    name: str
    lines: tuple[dict[str, Any], ...]
    sum: Decimal


@dataclass(frozen=True)
class RequestPaper:
    """What a submission says, with words for its codes; days in ISO, amounts in EUR as text."""

    number: int
    sent: str
    file_number: str
    data: dict[str, Any]
    costs: tuple[PlanSum, ...]
    incomes: tuple[PlanSum, ...]
    years: tuple[YearSum, ...]
    papers: tuple[tuple[str, str], ...]
    sha256: str

    @property
    def is_of_a_year(self) -> bool:
        """For the whole work of an organisation in a year, with its staff plan."""
        return bool(self.data["programme"].get("purpose") == Purpose.INSTITUTIONAL)

    @property
    def is_paper(self) -> bool:
        """What an Office has written down from paper; a correction of it may be sent here like any other."""
        return bool(self.data.get("is_written_down", self.data.get("on_paper")))


@register
class RequestPaperPdf(Kind):
    """The request in German, in the order of the form, with a place for the signatures."""

    key = "funding.request"
    label = _("request to be signed")
    template = "pdf/funding/request.html"

    def gather(self, params: dict[str, Any], language: str) -> RequestPaper:
        sent = Snapshot.objects.select_related("request").get(pk=params["submission"])
        costs, incomes = sent.data["costs"], sent.data["incomes"]
        return RequestPaper(
            number=sent.number,
            sent=sent.created.isoformat(),
            file_number=sent.request.file_number,
            data=sent.data,
            costs=_grouped(CostCategory, "category", costs),
            incomes=_grouped(IncomeSource, "source", incomes),
            years=Plan.sent(costs, incomes).years,
            papers=tuple(
                (str(PaperKind(paper["kind"]).label), paper["name"]) for paper in sent.data["papers"]
            ),
            sha256=sent.sha256,
        )

    def visible_to(self, user: Any, params: dict[str, Any]) -> bool:
        sent = (
            Snapshot.objects.select_related("request__organisation").filter(pk=params["submission"]).first()
        )
        return sent is not None and rules.may_read_submission(user, sent)

    def filename(self, data: RequestPaper) -> str:
        title = file_stem(data.data["project"]["title"])[:60]
        return f"antrag-{title or 'projekt'}-{data.number}.pdf"


def _grouped(
    names: type[CostCategory] | type[IncomeSource], key: str, lines: list[dict[str, Any]]
) -> tuple[PlanSum, ...]:
    """One side of the plan by category or source, in the order of the plan."""
    found = {kind: tuple(line for line in lines if line[key] == kind) for kind in names}
    return tuple(PlanSum(str(kind.label), rows, _sum(rows)) for kind, rows in found.items() if rows)


def _sum(lines: Any) -> Decimal:
    return sum((Decimal(line["amount"]) for line in lines), finance.ZERO)
