"""How the budget of an Office stands: available, proposed, committed, paid and free, by line and year.

The one place in which this is counted: the page shows it, and a proposal is measured by it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from funding.choices import DrawdownState
from funding.finance import ZERO, Payment, latest_first, paid_beyond
from funding.models import (
    Budget,
    BudgetLine,
    Drawdown,
    ForgottenMoney,
    Office,
    Programme,
    ProofCheck,
    YearlyPart,
)
from funding.queries.budgets import paid_sums
from portal.lib.dates import today
from portal.lib.languages import best_words


@dataclass
class YearStanding:
    """One line in one calendar year; sums in EUR. `budget` is None where nobody entered any money."""

    year: int
    budget: Budget | None = None
    proposed: Decimal = ZERO
    committed: Decimal = ZERO
    paid: Decimal = ZERO
    back: Decimal = ZERO  # of that, what came back since by the check of a proof
    beyond: Decimal = ZERO  # paid out in it without being committed in it or left over from earlier years

    @property
    def available(self) -> Decimal:
        return self.budget.amount if self.budget else ZERO

    @property
    def free(self) -> Decimal:
        """What is neither committed, proposed nor paid beyond that; below zero if there is too little."""
        return self.available - self.committed - self.proposed - self.beyond

    @property
    def is_closed(self) -> bool:
        """The last day on which money of this year could be promised is over."""
        return bool(self.budget and self.budget.closes and self.budget.closes < today())

    @property
    def is_locked(self) -> bool:
        return bool(self.budget and self.budget.provisional)


@dataclass
class LineStanding:
    """A line of the budget with its years, the oldest first."""

    line: BudgetLine
    years: dict[int, YearStanding] = field(default_factory=dict)

    @property
    def heading(self) -> str:
        """The id of its heading on a page."""
        return f"line-{self.line.pk}"

    def of_year(self, year: int) -> YearStanding:
        return self.years.get(year, YearStanding(year))

    @property
    def in_order(self) -> list[YearStanding]:
        return [self.years[year] for year in sorted(self.years)]

    @property
    def next_years(self) -> list[int]:
        """Years for which money can be entered next: this one and the two that follow."""
        first = today().year
        return [year for year in range(first, first + 3) if self.of_year(year).budget is None]


def standings(office: Office, lines: Iterable[BudgetLine]) -> list[LineStanding]:
    """How these lines of `office` stand."""
    found = [LineStanding(line) for line in lines]
    by_line = {standing.line.pk: standing for standing in found}
    for budget in Budget.objects.filter(line__in=by_line):
        by_line[budget.line_id].years[budget.year] = YearStanding(budget.year, budget)
    taken = _taken(office)
    for standing in found:
        for slug in standing.line.programmes:
            _add(standing, taken[slug])
        _see_what_is_beyond(standing)
    return found


type _Taken = dict[int, YearStanding]


def _taken(office: Office) -> dict[str, _Taken]:
    """By programme and year, what grants take."""
    found: dict[str, _Taken] = defaultdict(dict)
    for row in YearlyPart.objects.sums(office):
        year = found[row["programme"]].setdefault(row["year"], YearStanding(row["year"]))
        year.proposed, year.committed = row["proposed"], row["committed"]
    for row in paid_sums(Drawdown.objects.all(), office):
        found[row["programme"]].setdefault(row["year"], YearStanding(row["year"])).paid = row["paid"]
    for check in ProofCheck.objects.came_back_to(office):
        award = check.proof.award
        paid = (it for it in award.drawdowns.all() if it.state == DrawdownState.PAID)
        payments = [Payment(it.paid_on, it.amount) for it in paid if it.paid_on and it.amount]
        mine = found[award.request.programme.slug]
        for part in latest_first(payments, check.paid_back):
            mine.setdefault(part.day.year, YearStanding(part.day.year)).back += part.amount
    for kept in ForgottenMoney.objects.filter(office=office):
        year = found[kept.programme].setdefault(kept.year, YearStanding(kept.year))
        year.committed, year.paid = year.committed + kept.committed, year.paid + kept.paid
    return found


def _add(standing: LineStanding, taken: _Taken) -> None:
    for year, sums in taken.items():
        mine = standing.years.setdefault(year, YearStanding(year))
        mine.proposed += sums.proposed
        mine.committed += sums.committed
        mine.paid += sums.paid
        mine.back += sums.back


def _see_what_is_beyond(standing: LineStanding) -> None:
    years = standing.years.values()
    bound = {year.year: year.committed for year in years}
    for year, amount in paid_beyond(bound, {year.year: year.paid - year.back for year in years}).items():
        standing.years[year].beyond = amount


def programmes_of(office: Office) -> dict[str, str]:
    """The names of the programmes of `office` that are applied for here, by slug."""
    rows = Programme.objects.filter(office=office, is_current=True).exclude(financing="").order_by("slug")
    return {row.slug: best_words(row, "name", "de")[0] for row in rows}
