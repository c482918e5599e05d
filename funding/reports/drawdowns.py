"""How an award stands, and what may be called up, from what the organisation has entered and types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from funding import finance
from funding.choices import CostCategory
from funding.finance import ZERO, Drawable
from funding.models import Award
from funding.reports.balance import entitled_for
from funding.reports.figures import collect
from portal.lib.dates import today


@dataclass(frozen=True)
class Standing:
    """What is known of an award today, in EUR."""

    award: Award
    spent: Decimal  # costs entered as paid that count as things stand, volunteer work left out
    incomes: Mapping[str, Decimal]  # other money received, by source
    hours: Decimal  # confirmed volunteer hours

    @property
    def rest(self) -> Decimal:
        """What can still be called up in all."""
        return self.award.amount - self.award.drawn

    @property
    def unspent(self) -> Decimal:
        """What was paid out longer ago than the award allows, and is not spent by what was entered."""
        return self.unspent_on(today())

    def unspent_on(self, day: date) -> Decimal:
        """What would be unspent for too long on `day` if nothing more were entered, in EUR."""
        payments, entitled = self.award.drawdowns.payments(), self._entitled(self.spent)
        return finance.unspent(payments, entitled, self.award.drawdown_weeks, day)

    def drawable(self, paid: Decimal, due: Decimal) -> Drawable:
        """What may be called up with `paid` costs and costs that are `due` soon, in EUR."""
        return Drawable(paid, due, self._entitled(paid + due), self.award.drawn)

    def _entitled(self, cash: Decimal) -> Decimal:
        return entitled_for(self.award, cash, self.incomes, self.hours)


def standing_of(award: Award) -> Standing:
    """How `award` stands; before its proof of use is opened nothing is spent."""
    proof = getattr(award, "proof", None)
    figures = collect(proof) if proof is not None else {}
    hours = Decimal(figures["evidence"]["volunteer_hours"]) if figures else ZERO
    return Standing(award, _spent(figures), _received(figures), hours)


def _spent(figures: dict[str, Any]) -> Decimal:
    rows = [row for row in figures.get("costs", []) if row["category"] != CostCategory.IN_KIND]
    return sum((Decimal(row["actual"]) - Decimal(row.get("uncounted", 0)) for row in rows), ZERO)


def _received(figures: dict[str, Any]) -> dict[str, Decimal]:
    received: dict[str, Decimal] = {}
    for row in figures.get("incomes", []):
        received[row["source"]] = received.get(row["source"], ZERO) + Decimal(row["amount"])
    return received
