"""How an award stands, and what may be called up, from what the organisation has entered and types."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from funding import finance
from funding.choices import CostCategory, DrawdownState
from funding.finance import ZERO, Drawable
from funding.models import Award, Drawdown, Income, ProofCheck, ProofOfUse
from funding.reports.balance import Way, counts_volunteer_work, grant_with, way_for
from funding.reports.checking import outcome_of
from funding.reports.counting import counted
from funding.reports.figures import collect
from funding.reports.incomes import told_by_award, told_of
from portal.lib.dates import today


@dataclass(frozen=True)
class Standing:
    """What is known of an award today, in EUR."""

    award: Award
    spent: Decimal  # costs entered as paid that count as things stand, volunteer work left out
    incomes: Mapping[str, Decimal]  # other money received, by source
    hours: Decimal  # confirmed volunteer hours
    proven: Decimal | None = None  # the grant by the proof of use, once it is submitted
    told: Mapping[str, Decimal] = field(default_factory=dict)  # money besides the plan, told with changes

    @property
    def grant(self) -> Decimal:
        """The grant now: by a submitted proof, else by the plan and the later money that was told."""
        return grant_with(self.award, self.told) if self.proven is None else self.proven

    @property
    def rest(self) -> Decimal:
        """What is not paid out yet of the grant as it is now."""
        return max(ZERO, finance.owed(self.award.amount, self.grant) - self.award.drawn)

    @property
    def is_proven(self) -> bool:
        """The proof of use is submitted: all costs are paid."""
        return self.proven is not None

    @property
    def is_checked(self) -> bool:
        """The check of the proof is closed: the grant is decided, and no costs bound it any more."""
        return _is_checked(getattr(self.award, "proof", None))

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
        waiting, by_now = self.award.drawdowns.waiting(), payable_by(self.award, today())
        return Drawable(paid, due, self._entitled(paid + due), self.award.drawn, waiting, by_now)

    def reckoned(self, found: Drawable) -> dict[str, Any]:
        """The steps from the costs of `found` to what can be called up, as they are kept: EUR as text."""
        if self.is_checked:
            return {"checked": str(self.grant), "by_now": _text(found.by_now), "year": today().year}
        way = self._way(found.costs)
        return {
            "in_kind": str(way.in_kind) if way.in_kind else None,
            "eligible": str(way.eligible),
            "planned": str(way.planned),
            "awarded": str(self.award.amount),
            "share": None if way.share is None else str(way.share),
            "steps": [{"kind": step.kind, "amount": str(step.amount)} for step in way.steps[:-1]],
            "proven": None if self.proven is None or found.entitled == way.entitled else str(found.entitled),
            "now": None if self.proven is not None or self.grant >= way.entitled else str(self.grant),
            "by_now": _text(found.by_now),
            "year": today().year,
        }

    @property
    def left(self) -> Decimal:
        """What may still be paid without a call, in EUR: no more than the grant is now."""
        entitled = finance.owed(self.award.amount, self.grant)
        return Drawable(ZERO, ZERO, entitled, self.award.drawn, self.award.drawdowns.waiting()).amount

    def left_by_check(self, day: date) -> Drawable:
        """What the Office may still pay on `day` without a call: its check of the proof counts at once.

        No more than the calendar years bear up to that day.
        """
        entitled = finance.owed(self.award.amount, self.grant, self.checked)
        waiting, by_now = self.award.drawdowns.waiting(), payable_by(self.award, day)
        return Drawable(ZERO, ZERO, entitled, self.award.drawn, waiting, by_now)

    @property
    def rest_by_check(self) -> Decimal:
        """What is not paid out yet as the Office knows it: an unfinished check counts at once."""
        return max(ZERO, finance.owed(self.award.amount, self.grant, self.checked) - self.award.drawn)

    @property
    def checked(self) -> Decimal | None:
        """The grant by an unfinished check of the proof, which only the Office knows; None without one."""
        return _checked(getattr(self.award, "proof", None))

    def payable(self, drawdown: Drawdown) -> Drawable:
        """What of a call for money may be paid by what the Office knows today, in EUR.

        That is less than when it was asked for if money came in since, if the proof or its check gives less,
        or if the calendar years do not bear it yet.
        """
        return _payable(drawdown, self)

    def _entitled(self, cash: Decimal) -> Decimal:
        return self.grant if self.is_checked else finance.owed(self._way(cash).entitled, self.grant)

    def _way(self, cash: Decimal) -> Way:
        return way_for(self.award, cash, self.incomes, self.hours)


def too_high(drawdowns: Iterable[Drawdown]) -> dict[int, Drawable]:
    """Of open calls for money those that are higher than what can be paid by now, each with what that is.

    By their ids. Asks the same few questions for one as for many, where `award__proof__checking` and the
    parts of the decision are at hand.
    """
    rows = [row for row in drawdowns if row.is_open and row.asked is not None]
    told = told_by_award(row.award for row in rows)
    found = {row.pk: _payable(row, _known_of(row.award, told[row.award_id])) for row in rows}
    return {row.pk: found[row.pk] for row in rows if found[row.pk].amount < (row.amount or row.asked or ZERO)}


def _payable(drawdown: Drawdown, standing: Standing) -> Drawable:
    award, paid, due = standing.award, drawdown.paid or ZERO, drawdown.due or ZERO
    if standing.is_checked:
        entitled = standing.grant
    else:
        by_told = way_for(award, paid + due, standing.told, standing.hours).entitled
        entitled = finance.owed(drawdown.entitled, by_told, standing.grant, standing.checked)
    return Drawable(paid, due, entitled, award.drawn, by_now=payable_by(award, today()))


def _known_of(award: Award, told: Iterable[Income]) -> Standing:
    """What the Office knows of an award: hours only where they count, and what was entered left out."""
    proof, hours = getattr(award, "proof", None), ZERO
    if proof is not None and counts_volunteer_work(award):
        evidence = counted(award) if proof.is_open else proof.sent_figures["evidence"]
        hours = Decimal(evidence["volunteer_hours"])
    return Standing(award, ZERO, {}, hours, _proven(proof), _by_source(told))


@dataclass(frozen=True)
class YearOfAward:
    """What a calendar year bears of an award, and what was paid out in it; EUR."""

    year: int
    amount: Decimal
    paid: Decimal


def years_of(award: Award) -> list[YearOfAward]:
    """The calendar years that bear `award`, and those in which of it was paid; empty where one bears all."""
    parts = parts_of(award)
    if len(parts) < 2:
        return []
    paid = paid_by_year(award)
    return [
        YearOfAward(year, parts.get(year, ZERO), paid.get(year, ZERO)) for year in sorted({*parts, *paid})
    ]


def payable_by(award: Award, day: date) -> Decimal | None:
    """What may be paid out of `award` in all until the end of the year of `day`, in EUR.

    None where no year bounds it. The rule is `finance.payable_by`.
    """
    paid = paid_by_year(award) if award.unused_lapses else {}
    return finance.payable_by(day.year, parts_of(award), paid, lapses=award.unused_lapses)


def next_year_of(award: Award, year: int) -> int | None:
    """The first calendar year after `year` that bears a part of `award`; None where there is none."""
    return min((each for each in parts_of(award) if each > year), default=None)


def parts_of(award: Award) -> dict[int, Decimal]:
    """What each calendar year bears of `award`, in EUR."""
    return {part.year: part.amount for part in award.decision.parts.all()}


def paid_by_year(award: Award) -> dict[int, Decimal]:
    """What was paid out of `award` in each calendar year, in EUR."""
    paid: dict[int, Decimal] = {}
    for day, amount in award.drawdowns.payments():
        paid[day.year] = paid.get(day.year, ZERO) + amount
    return paid


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
    told = _by_source(told_of(award))
    received = _received(figures) if figures else told
    return Standing(award, _spent(figures), received, hours, _proven(proof), told)


def known_by_office(award: Award) -> Standing:
    """How `award` stands for its Office, which reads nothing of what is entered before the proof is sent."""
    proof = _proven(getattr(award, "proof", None))
    return Standing(award, ZERO, {}, ZERO, proof, _by_source(told_of(award)) if proof is None else {})


def _is_checked(proof: ProofOfUse | None) -> bool:
    found: ProofCheck | None = getattr(proof, "checking", None)
    return found is not None and found.is_closed


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)


def grants_before_proof(awards: Collection[Award]) -> dict[int, Decimal]:
    """The grant now of awards whose proof is not submitted, by their ids; one query for all."""
    told = told_by_award(awards)
    return {award.pk: grant_with(award, _by_source(told[award.pk])) for award in awards}


def _proven(proof: ProofOfUse | None) -> Decimal | None:
    """The grant by the proof: as the Office closed its check, else as it was submitted."""
    if proof is None or proof.is_open:
        return None
    if _is_checked(proof):
        return proof.checking.granted
    return Decimal(proof.sent_figures["sums"]["entitled"])


def _checked(proof: ProofOfUse | None) -> Decimal | None:
    """The grant by an unfinished check; None without one."""
    found: ProofCheck | None = getattr(proof, "checking", None)
    return None if found is None or found.is_closed else outcome_of(found).entitled


def _spent(figures: dict[str, Any]) -> Decimal:
    rows = [row for row in figures.get("costs", []) if row["category"] != CostCategory.IN_KIND]
    return sum((Decimal(row["actual"]) - Decimal(row.get("uncounted", 0)) for row in rows), ZERO)


def _received(figures: dict[str, Any]) -> dict[str, Decimal]:
    return _summed((row["source"], Decimal(row["amount"])) for row in figures.get("incomes", []))


def _by_source(told: Iterable[Income]) -> dict[str, Decimal]:
    return _summed((row.source, row.amount) for row in told)


def _summed(rows: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for source, amount in rows:
        sums[source] = sums.get(source, ZERO) + amount
    return sums
