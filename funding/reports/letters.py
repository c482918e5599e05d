from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.utils.translation import gettext_lazy as _

from funding import rules
from funding.choices import CostCategory, Financing, IncomeSource, Outcome
from funding.finance import granted_share
from funding.models import Decision
from portal.documents.kinds import Kind, register
from portal.lib.text import file_stem


@dataclass(frozen=True)
class Row:
    """A category or source of the plan with its name; amounts in EUR."""

    kind: str
    name: str
    asked: Decimal | None  # None in letters from before the plan showed it
    awarded: Decimal

    @property
    def difference(self) -> Decimal:
        return self.awarded - (self.asked or Decimal(0))


@dataclass(frozen=True)
class Letter:
    """What the letter says, with words for its codes; amounts in EUR as text, days in ISO."""

    part: ClassVar[str] = "letter"

    decision: dict[str, Any]
    outcome: str
    financing: str
    costs: tuple[Row, ...]
    incomes: tuple[Row, ...]
    own: Row | None
    sha256: str

    @classmethod
    def of(cls, data: dict[str, Any], sha256: str) -> Self:
        """The letter of a decision's frozen content."""
        asked = data.get("asked", {})
        costs = _rows(CostCategory, data["plan"]["costs"], asked.get("costs"))
        incomes = _rows(IncomeSource, data["plan"]["incomes"], asked.get("incomes"))
        return cls(
            decision=data,
            outcome=data["outcome"],
            financing=str(Financing(data["financing"]).label),
            costs=costs,
            incomes=incomes,
            own=next((row for row in incomes if row.kind == IncomeSource.OWN), None),
            sha256=sha256,
        )

    @property
    def is_granted(self) -> bool:
        return self.outcome != Outcome.REJECTED

    @property
    def share(self) -> Decimal | None:
        """The part of the eligible costs that share financing pays; None for every other type."""
        if self.decision["financing"] != Financing.SHARE:
            return None
        return granted_share(Decimal(self.decision["amount"]), Decimal(self.decision["eligible"]))

    @property
    def asked_costs(self) -> Decimal | None:
        """The sum of the costs in the request; None where the letter does not compare."""
        return self._asked(self.costs)

    @property
    def asked_incomes(self) -> Decimal | None:
        return self._asked(self.incomes)

    def _asked(self, rows: tuple[Row, ...]) -> Decimal | None:
        return sum((row.asked or Decimal(0) for row in rows), Decimal(0)) if self._compares else None

    @property
    def _compares(self) -> bool:
        return "asked" in self.decision

    @property
    def more_own_money(self) -> Decimal:
        """By how much EUR the organisation's own money exceeds what its request said."""
        if self.own is None or self.own.asked is None:
            return Decimal(0)
        return max(Decimal(0), self.own.awarded - self.own.asked)


def _rows(
    names: type[CostCategory] | type[IncomeSource], plan: dict[str, str], asked: dict[str, str] | None
) -> tuple[Row, ...]:
    """One side of the plan with words, in the order of the plan: JSON columns forget it."""
    return tuple(
        Row(
            kind.value,
            str(kind.label),
            None if asked is None else Decimal(asked.get(kind, 0)),
            Decimal(plan.get(kind, 0)),
        )
        for kind in names
        if kind in plan or kind in (asked or {})
    )


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
        return Letter.of(decision.frozen, decision.sha256)

    def visible_to(self, user: Any, params: dict[str, Any]) -> bool:
        rows = Decision.objects.select_related("request__organisation")
        decision = rows.filter(pk=params["decision"]).first()
        return decision is not None and rules.may_read_letter(user, decision)

    def filename(self, data: Letter) -> str:
        number = file_stem(data.decision["file_number"]) or "bescheid"
        return f"bescheid-{number}.pdf"
