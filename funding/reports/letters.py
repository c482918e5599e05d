from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from funding import rules
from funding.choices import CostCategory, Financing, IncomeSource, Outcome
from funding.models import Decision
from portal.documents.kinds import Kind, register
from portal.lib.text import fold


@dataclass(frozen=True)
class Letter:
    """The frozen decision with words for its codes; amounts in EUR as text, days in ISO."""

    decision: dict[str, Any]
    outcome: str
    financing: str
    costs: tuple[tuple[str, str], ...]
    incomes: tuple[tuple[str, str], ...]
    sha256: str

    @property
    def is_granted(self) -> bool:
        return self.outcome != Outcome.REJECTED


def _named(
    plan: dict[str, str], names: type[CostCategory] | type[IncomeSource]
) -> tuple[tuple[str, str], ...]:
    """The lines of a plan with words, in the order of the plan: JSON columns forget it."""
    return tuple((str(kind.label), plan[kind]) for kind in names if kind in plan)


@register
class DecisionLetter(Kind):
    """The decision notice (Bescheid), in German, from what was frozen when it was countersigned."""

    key = "funding.decision_letter"
    label = _("decision letter")
    template = "pdf/funding/decision_letter.html"
    keep_days = None  # belongs to the file of the request

    def gather(self, params: dict[str, Any], language: str) -> Letter:
        decision = Decision.objects.get(pk=params["decision"])
        if decision.frozen is None:
            raise ValueError("only a countersigned decision becomes a letter")
        plan = decision.frozen["plan"]
        return Letter(
            decision=decision.frozen,
            outcome=decision.outcome,
            financing=str(Financing(decision.financing).label),
            costs=_named(plan["costs"], CostCategory),
            incomes=_named(plan["incomes"], IncomeSource),
            sha256=decision.sha256,
        )

    def visible_to(self, user: Any, params: dict[str, Any]) -> bool:
        rows = Decision.objects.select_related("request__office", "request__organisation")
        decision = rows.filter(
            pk=params["decision"], countersigned__isnull=False, voided__isnull=True
        ).first()
        return decision is not None and rules.may_read_letter(user, decision.request)

    def filename(self, data: Letter) -> str:
        number = fold(data.decision["file_number"]).replace(" ", "-") or "bescheid"
        return f"bescheid-{number}.pdf"
