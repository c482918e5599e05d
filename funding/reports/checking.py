"""What the check of a proof of use comes to: its lines, the grant that follows, and the closing letter."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from funding import finance, rules
from funding.choices import CostCategory
from funding.models import BaseRate, Expense, ProofCheck, VoucherFinding
from funding.reports.balance import Way, way_of
from funding.reports.figures import in_order_of_the_list
from funding.reports.incomes import incomes_of
from portal.documents.kinds import Kind, register
from portal.lib.dates import today
from portal.lib.text import file_stem


@dataclass(frozen=True)
class Line:
    """A line of the frozen voucher list with what was found in it; `is_drawn`: the lot fell on it."""

    number: int
    data: dict[str, Any]
    label: str
    claimed: Decimal
    finding: VoucherFinding | None
    is_drawn: bool

    @property
    def accepted(self) -> Decimal:
        return self.claimed if self.finding is None else self.finding.accepted

    @property
    def is_sum(self) -> bool:
        """All costs of a kind: no list of vouchers was handed in."""
        return "voucher" not in self.data


def lines_of(checking: ProofCheck) -> list[Line]:
    """All lines in the order of the list; without a list, the paid costs by their kinds."""
    found = {row.number: row for row in checking.findings.select_related("found_by")}
    drawn = set(checking.sample)
    return [
        Line(
            row["number"], row, str(CostCategory(row["category"]).label), Decimal(row["eligible"]),
            found.get(row["number"]), row["number"] in drawn,
        )
        for row in checking.proof.sent_figures["expenses"] or _sums(checking.proof.sent_figures["costs"])
    ]  # fmt: skip


def _sums(costs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    paid = [row for row in costs if row["category"] != CostCategory.IN_KIND and Decimal(row["actual"])]
    return [
        {"number": number, "category": row["category"], "reason": "", "eligible": row["actual"]}
        for number, row in enumerate(paid, start=1)
    ]


@dataclass(frozen=True)
class Outcome:
    """The money as the check leaves it; EUR. `before`: the grant that the proof itself expected."""

    claimed: Decimal
    accepted: Decimal
    before: Decimal
    entitled: Decimal
    awarded: Decimal
    drawn: Decimal
    way: Way

    @property
    def recovery(self) -> Decimal:
        """What was paid out and is not due."""
        return max(Decimal(0), self.drawn - self.entitled)

    @property
    def open(self) -> Decimal:
        """What is due and was not paid out yet."""
        return max(Decimal(0), self.entitled - self.drawn)

    @property
    def gives_less(self) -> bool:
        """Less than the proof itself gives, or money back: on that the organisation is heard before.

        Where it spent less than planned, its own figures say so (§ 28 (2) no. 3 VwVfG).
        """
        return bool(self.recovery) or self.entitled < self.before

    @property
    def is_cut(self) -> bool:
        """The Office does not follow what the organisation says: it accepts less, or gives less for it."""
        return self.accepted < self.claimed or self.entitled < self.before

    @property
    def burdens(self) -> bool:
        """Two officers sign it, and the organisation can contest it."""
        return self.is_cut or bool(self.recovery)


def outcome_of(checking: ProofCheck) -> Outcome:
    """The grant that the accepted costs give by the rules of the award, beside what was claimed."""
    proof = checking.proof
    expenses = in_order_of_the_list(proof)
    claimed = sum((row.eligible for row in expenses), Decimal(0))
    _cut(expenses, checking)
    hours = Decimal(proof.sent_figures["evidence"]["volunteer_hours"])
    way = way_of(proof, expenses, incomes_of(proof), hours)
    return Outcome(
        claimed=claimed,
        accepted=sum((row.eligible for row in expenses), Decimal(0)),
        before=Decimal(proof.sent_figures["sums"]["entitled"]),
        entitled=way.entitled,
        awarded=proof.award.amount,
        drawn=proof.award.drawn,
        way=way,
    )


def interest_on(checking: ProofCheck, amount: Decimal) -> Decimal | None:
    """Interest in EUR on `amount` to be paid back, from the payments until today; None without base rates.

    By the points of the award, which has some.
    """
    award = checking.proof.award
    assert award.interest_points is not None  # noqa: S101 - asked for before
    points = award.interest_points
    paid = [finance.Payment(day, amount) for day, amount in award.drawdowns.payments()]
    rates = list(BaseRate.objects.values_list("since", "percent"))
    parts = finance.latest_first(paid, amount)
    found = [finance.interest(part.amount, part.day, today(), rates, points) for part in parts]
    known = [each for each in found if each is not None]
    return sum(known, finance.ZERO) if len(known) == len(found) else None


def _cut(expenses: list[Expense], checking: ProofCheck) -> None:
    """Take away what was not accepted: from the line itself, of a kind of cost from its last ones."""
    listed = bool(checking.proof.sent_figures["expenses"])
    for finding in checking.findings.all():
        of_line = expenses[finding.number - 1 : finding.number]
        rows = of_line if listed else [row for row in expenses if row.category == finding.category]
        left = finding.claimed - finding.accepted
        for row in reversed(rows):
            taken = min(left, row.eligible)
            row.eligible, left = row.eligible - taken, left - taken


@dataclass(frozen=True)
class ClosingData:
    """What the letter says, frozen when the check was closed."""

    part: ClassVar[str] = "closing"

    letter: dict[str, Any]
    sha256: str

    @property
    def burdens(self) -> bool:
        """Something was not accepted, less is given or money asked back: the organisation can contest it."""
        said = bool(self.letter["findings"]) or Decimal(self.letter["recovery"]) > 0
        return bool(self.letter.get("burdens", said))

    @property
    def asks_back(self) -> bool:
        return Decimal(self.letter["recovery"]) > 0

    @property
    def hearings(self) -> list[dict[str, Any]]:
        """On what the organisation was heard; older letters name the last hearing only."""
        last = self.letter.get("hearing")
        rows: list[dict[str, Any]] = self.letter.get("hearings", [last] if last else [])
        return rows

    @property
    def still_pays(self) -> bool:
        return Decimal(self.letter["open"]) > 0


@register
class ClosingLetter(Kind):
    """What the check of the proof of use has come to, in German."""

    key = "funding.closing_letter"
    label = _("letter about the check of the proof of use")
    template = "pdf/funding/closing_letter.html"
    keep_days = None  # belongs to the file of the request

    def gather(self, params: dict[str, Any], language: str) -> ClosingData:
        row = ProofCheck.objects.get(pk=params["checking"])
        if row.frozen is None:
            raise ValueError("only a closed check becomes a letter")
        return ClosingData(row.frozen, row.sha256)

    def visible_to(self, user: Any, params: dict[str, Any]) -> bool:
        rows = ProofCheck.objects.select_related(
            "proof__award__request__organisation", "proof__award__request__office"
        )
        row = rows.filter(pk=params["checking"]).first()
        return row is not None and rules.may_read_result(user, row)

    def filename(self, data: ClosingData) -> str:
        number = file_stem(data.letter["file_number"])
        return f"pruefung-{number}.pdf"
