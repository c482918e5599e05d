"""How an award stands, and what may be called up, from what the organisation has entered and types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from funding import finance
from funding.choices import CostCategory, DrawdownState
from funding.finance import ZERO, Drawable
from funding.models import Award, Drawdown, ProofCheck, ProofOfUse
from funding.reports.balance import entitled_for
from funding.reports.checking import outcome_of
from funding.reports.figures import collect
from funding.reports.incomes import told_of
from portal.lib.dates import today


@dataclass(frozen=True)
class Standing:
    """What is known of an award today, in EUR."""

    award: Award
    spent: Decimal  # costs entered as paid that count as things stand, volunteer work left out
    incomes: Mapping[str, Decimal]  # other money received, by source
    hours: Decimal  # confirmed volunteer hours
    proven: Decimal | None = None  # the grant by the proof of use, once it is submitted

    @property
    def rest(self) -> Decimal:
        """What is not paid out yet: no more than a submitted proof gives."""
        return _rest(self.award, self.proven)

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
        waiting = self.award.drawdowns.waiting()
        return Drawable(paid, due, self._entitled(paid + due), self.award.drawn, waiting)

    @property
    def left(self) -> Decimal:
        """What may still be paid without a call, in EUR: no more than a submitted proof gives."""
        entitled = finance.owed(self.award.amount, self.proven)
        return Drawable(ZERO, ZERO, entitled, self.award.drawn, self.award.drawdowns.waiting()).amount

    @property
    def left_by_check(self) -> Decimal:
        """What the Office may still pay without a call, in EUR: its check of the proof counts at once."""
        entitled = finance.owed(self.award.amount, self.proven, self.checked)
        return Drawable(ZERO, ZERO, entitled, self.award.drawn, self.award.drawdowns.waiting()).amount

    @property
    def checked(self) -> Decimal | None:
        """The grant by an unfinished check of the proof, which only the Office knows; None without one."""
        proof = getattr(self.award, "proof", None)
        found = ProofCheck.objects.filter(proof=proof, closed__isnull=True).first() if proof else None
        if proof is None or found is None:
            return None
        found.proof = proof
        return outcome_of(found).entitled

    def payable(self, drawdown: Drawdown) -> Drawable:
        """What of a call for money may be paid by what the Office knows today, in EUR.

        That is less than when it was asked for if money came in since, or if the proof or its check gives
        less.
        """
        paid, due = drawdown.paid or ZERO, drawdown.due or ZERO
        told = _received((row.source, row.amount) for row in told_of(self.award))
        by_told = entitled_for(self.award, paid + due, told, self.hours)
        entitled = finance.owed(drawdown.entitled, by_told, self.proven, self.checked)
        return Drawable(paid, due, entitled, self.award.drawn)

    def _entitled(self, cash: Decimal) -> Decimal:
        return finance.owed(entitled_for(self.award, cash, self.incomes, self.hours), self.proven)


def account_before(drawdown: Drawdown) -> dict[str, str]:
    """IBAN and holder to which was paid before `drawdown`, else as in the request; empty if in neither.

    What was refused or taken back proves no account.
    """
    paid = drawdown.award.drawdowns.filter(state=DrawdownState.PAID, number__lt=drawdown.number)
    last = paid.exclude(iban="").order_by("-number").first()
    if last is not None:
        return last.account
    submission = drawdown.award.request.submission
    return (submission.data.get("account") if submission else None) or {}


def planned_cash(award: Award) -> Decimal:
    """What is to be paid by the plan of the award in EUR, volunteer work left out."""
    costs = award.plan["costs"].items()
    return sum((Decimal(amount) for kind, amount in costs if kind != CostCategory.IN_KIND), ZERO)


def standing_of(award: Award) -> Standing:
    """How `award` stands; before its proof of use is opened nothing is spent."""
    proof = getattr(award, "proof", None)
    figures = collect(proof) if proof is not None else {}
    hours = Decimal(figures["evidence"]["volunteer_hours"]) if figures else ZERO
    return Standing(award, _spent(figures), _received(_incomes(award, figures)), hours, _proven(proof))


def rest_of(award: Award) -> Decimal:
    """What is not paid out yet of `award`, in EUR: no more than a submitted proof gives."""
    return _rest(award, _proven(getattr(award, "proof", None)))


def _rest(award: Award, proven: Decimal | None) -> Decimal:
    return max(ZERO, finance.owed(award.amount, proven) - award.drawn)


def _proven(proof: ProofOfUse | None) -> Decimal | None:
    """The grant by the proof: as the Office closed its check, else as it was submitted."""
    if proof is None or proof.is_open:
        return None
    found = (
        ProofCheck.objects.filter(proof=proof, closed__isnull=False)
        .values_list("entitled", flat=True)
        .first()
    )
    return Decimal(proof.sent_figures["sums"]["entitled"]) if found is None else found


def _incomes(award: Award, figures: dict[str, Any]) -> list[tuple[str, Decimal]]:
    if figures:
        return [(row["source"], Decimal(row["amount"])) for row in figures.get("incomes", [])]
    return [(row.source, row.amount) for row in told_of(award)]


def _spent(figures: dict[str, Any]) -> Decimal:
    rows = [row for row in figures.get("costs", []) if row["category"] != CostCategory.IN_KIND]
    return sum((Decimal(row["actual"]) - Decimal(row.get("uncounted", 0)) for row in rows), ZERO)


def _received(rows: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    received: dict[str, Decimal] = {}
    for source, amount in rows:
        received[source] = received.get(source, ZERO) + amount
    return received
