"""The cost and financing plan: its sums, and what is wrong with it under the rules of a programme."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from funding.choices import CostCategory, Financing, IncomeSource
from funding.finance.amounts import ZERO, cents
from funding.finance.grants import Figures, award, counted_in_kind, imbalance, own_share
from funding.finance.years import YearSum


@dataclass(frozen=True)
class Line:
    """A line of the plan: its category or source, its amount in EUR, its calendar year or 0.

    `price`: of one unit of a cost, where that is known.
    """

    kind: str
    amount: Decimal
    year: int = 0
    price: Decimal = ZERO


@dataclass(frozen=True)
class Plan:
    """Costs and income of a project, or of an organisation in a year; `staff` is what its posts cost then.

    None where no staff plan is wanted beside it.
    """

    costs: tuple[Line, ...] = ()
    incomes: tuple[Line, ...] = ()
    staff: Decimal | None = None

    @classmethod
    def sent(cls, costs: Iterable[Mapping[str, Any]], incomes: Iterable[Mapping[str, Any]]) -> "Plan":
        """The plan of a submission, from its lines as they are frozen: amounts as text."""
        return cls(
            tuple(Line(line["category"], Decimal(line["amount"]), line["year"]) for line in costs),
            tuple(Line(line["source"], Decimal(line["amount"]), line["year"]) for line in incomes),
        )

    @property
    def cost_sum(self) -> Decimal:
        return sum((line.amount for line in self.costs), ZERO)

    @property
    def income_sum(self) -> Decimal:
        return sum((line.amount for line in self.incomes), ZERO)

    @property
    def imbalance(self) -> Decimal:
        return imbalance((line.amount for line in self.costs), (line.amount for line in self.incomes))

    @property
    def years(self) -> tuple[YearSum, ...]:
        """Its sums by calendar year, since money is granted by year; empty where it names but one."""
        named = sorted({line.year for line in (*self.costs, *self.incomes) if line.year})
        return tuple(map(self._sums_in, named)) if len(named) > 1 else ()

    @property
    def uneven_years(self) -> tuple[YearSum, ...]:
        """The years whose costs and income differ, of a plan that names several.

        They are read, and refuse nothing: costs and income have to be equal in sum (funding.md, section 3),
        and the amounts only to be planned by calendar year (section 1). Own money and fees may come in one
        year and be spent in the next; whether the budget bears it is for the Office, which sees them.
        """
        return tuple(row for row in self.years if row.balance)

    def _sums_in(self, year: int) -> YearSum:
        incomes = [line for line in self.incomes if line.year == year]
        return YearSum(
            year,
            costs=sum((line.amount for line in self.costs if line.year == year), ZERO),
            incomes=sum((line.amount for line in incomes), ZERO),
            grant=sum((line.amount for line in incomes if line.kind == IncomeSource.GRANT), ZERO),
        )

    @property
    def staff_gap(self) -> Decimal:
        """By how much EUR the staff costs exceed the staff plan; 0 where none is wanted."""
        return ZERO if self.staff is None else self.cost(CostCategory.PERSONNEL) - self.staff

    @property
    def volunteer_price(self) -> Decimal:
        """The highest price of an hour of volunteer work in EUR; 0 without any."""
        return max((line.price for line in self.costs if line.kind == CostCategory.IN_KIND), default=ZERO)

    @property
    def in_kind_gap(self) -> Decimal:
        """By how much EUR volunteer work in the costs exceeds that in the income; it must be the same."""
        return self.cost(CostCategory.IN_KIND) - self.income(IncomeSource.IN_KIND)

    @property
    def requested(self) -> Decimal:
        """The grant that is asked for."""
        return self.income(IncomeSource.GRANT)

    def cost(self, category: str) -> Decimal:
        return sum((line.amount for line in self.costs if line.kind == category), ZERO)

    def income(self, source: str) -> Decimal:
        return sum((line.amount for line in self.incomes if line.kind == source), ZERO)

    @property
    def by_category(self) -> dict[str, Decimal]:
        """Sums of the categories in use, in the order of the plan."""
        return _grouped(self.costs, CostCategory)

    @property
    def by_source(self) -> dict[str, Decimal]:
        """Sums of the sources in use, in the order of the plan."""
        return _grouped(self.incomes, IncomeSource)

    @property
    def figures(self) -> Figures:
        """The plan as the formulas read it."""
        return Figures(
            eligible=self.cost_sum,
            own=self.income(IncomeSource.OWN),
            third_party=self.income(IncomeSource.PRIVATE) + self.income(IncomeSource.PUBLIC),
            fees=self.income(IncomeSource.FEES),
            in_kind=self.income(IncomeSource.IN_KIND),
        )


def _grouped(lines: Iterable[Line], order: Iterable[str]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for line in lines:
        sums[line.kind] = sums.get(line.kind, ZERO) + line.amount
    return {str(kind): sums[kind] for kind in order if kind in sums}


@dataclass(frozen=True)
class Rules:
    """What a programme demands of a plan; None where it names nothing."""

    financing: Financing
    rate: Decimal | None = None
    cap: Decimal | None = None
    minimum: Decimal | None = None
    own_share: Decimal | None = None
    categories: Collection[str] = ()
    overhead_rate: Decimal | None = None
    volunteer_rate: Decimal | None = None
    volunteer_cap: Decimal | None = None


@dataclass(frozen=True)
class Limit:
    """A bound of the programme and what the plan has beside it, both in whole cents, as people read them."""

    code: str
    kind: str
    amount: Decimal
    limit: Decimal
    is_least: bool = False  # the limit is a minimum

    @property
    def is_kept(self) -> bool:
        return self.amount >= self.limit if self.is_least else self.amount <= self.limit


@dataclass(frozen=True)
class Problem:
    """What stands in the way of a plan: a code, the kind of line at fault if one is, and figures in EUR."""

    code: str
    kind: str = ""
    amount: Decimal = ZERO
    limit: Decimal = ZERO

    @property
    def text(self) -> str:
        """The sentence, with %(amount)s, %(limit)s and %(kind)s to fill in."""
        return str(_NOTHING_LEFT if self.code == "grant" and not self.limit else _TEXTS[self.code])


_TEXTS: dict[str, Promise] = {
    "no_costs": _("The plan has no costs yet."),
    "no_grant": _("The plan does not say how much is asked for. Add a line with the grant."),
    "too_little": _("The costs exceed the income by %(amount)s. Costs and income must be equal."),
    "too_much": _("The income exceeds the costs by %(amount)s. Costs and income must be equal."),
    "staff": _(
        "The staff costs of the plan differ from the staff plan by %(amount)s. Both must be equal: take them "
        "over from the staff plan."
    ),
    "in_kind": _("Volunteer work must stand in the costs and in the income with the same amount."),
    "category": _("This programme does not pay for: %(kind)s."),
    "hour": _(
        "An hour of volunteer work is %(amount)s in the plan. This programme counts at most %(limit)s: write "
        "the hours as the number, and that as the price."
    ),
    "grant": _("Asked for: %(amount)s. For this plan the programme gives at most %(limit)s."),
    "minimum": _("Asked for: %(amount)s. The programme gives grants from %(limit)s."),
    "own_share": _("The own part is %(amount)s. The programme wants at least %(limit)s."),
    "overhead": _("The flat rate for administration is %(amount)s. At most %(limit)s are possible."),
    "volunteers": _("Volunteer work is %(amount)s. At most %(limit)s are possible."),
}


_NOTHING_LEFT = _(
    "Asked for: %(amount)s. Other income and volunteer work cover all costs of this plan already: the "
    "programme gives nothing for it."
)


def expected_grant(plan: Plan, rules: Rules) -> Decimal:
    """The highest grant in EUR that the programme gives for this plan."""
    return award(rules.financing, plan.figures, rate=rules.rate, cap=rules.cap)


def most_beside_own(plan: Plan, rules: Rules) -> Decimal | None:
    """The highest grant in EUR that leaves the own part as high as the programme wants; None without one.

    One's own money is what the costs of `plan` leave besides the grant and what others give.
    """
    if rules.own_share is None:
        return None
    figures = plan.figures
    wanted = cents(rules.own_share * figures.eligible) - counted_in_kind(figures, rules.volunteer_cap)
    return max(ZERO, figures.cash - figures.foreign - max(ZERO, wanted))


def problems(plan: Plan, rules: Rules) -> list[Problem]:
    """What must be mended before the plan can be sent; empty if it is sound."""
    return [*unsound(plan), *_costs(plan, rules), *_over(plan, rules)]


def unsound(plan: Plan) -> list[Problem]:
    """What is wrong with the sums of a plan, whatever its programme demands."""
    return list(_balance(plan))


def _balance(plan: Plan) -> Iterator[Problem]:
    if not plan.costs:
        yield Problem("no_costs")
    if plan.requested <= 0:
        yield Problem("no_grant")
    gap = plan.imbalance
    if gap > 0:
        yield Problem("too_little", amount=gap)
    if gap < 0:
        yield Problem("too_much", amount=-gap)
    if plan.costs and plan.staff_gap:
        yield Problem("staff", kind=CostCategory.PERSONNEL, amount=abs(plan.staff_gap))
    if plan.in_kind_gap:
        yield Problem("in_kind", kind=CostCategory.IN_KIND)


def _costs(plan: Plan, rules: Rules) -> Iterator[Problem]:
    if rules.categories:
        for kind in plan.by_category:
            if kind not in rules.categories:
                yield Problem("category", kind=kind)
    # Rates are given in EUR an hour (funding.md, section 3), so the units of such a line are hours.
    if rules.volunteer_rate is not None and plan.volunteer_price > rules.volunteer_rate:
        yield Problem("hour", CostCategory.IN_KIND, plan.volunteer_price, rules.volunteer_rate)


def _over(plan: Plan, rules: Rules) -> Iterator[Problem]:
    for limit in limits(plan, rules):
        if not limit.is_kept:
            yield Problem(limit.code, limit.kind, limit.amount, limit.limit)


def limits(plan: Plan, rules: Rules) -> list[Limit]:
    """What the programme bounds in this plan, kept or not; nothing while the plan has no costs."""
    if not plan.costs:
        return []
    return [*_cost_limits(plan, rules), *_grant_limits(plan, rules)]


def _cost_limits(plan: Plan, rules: Rules) -> Iterator[Limit]:
    overhead, volunteers = plan.cost(CostCategory.OVERHEAD), plan.cost(CostCategory.IN_KIND)
    if rules.overhead_rate is not None:
        most = cents(rules.overhead_rate * (plan.cost_sum - overhead))
        yield Limit("overhead", CostCategory.OVERHEAD, overhead, most)
    if rules.volunteer_cap is not None:
        most = cents(rules.volunteer_cap * plan.cost_sum)
        yield Limit("volunteers", CostCategory.IN_KIND, volunteers, most)


def _grant_limits(plan: Plan, rules: Rules) -> Iterator[Limit]:
    yield Limit("grant", IncomeSource.GRANT, plan.requested, expected_grant(plan, rules))
    if rules.minimum is not None and plan.requested > 0:
        yield Limit("minimum", IncomeSource.GRANT, plan.requested, rules.minimum, is_least=True)
    if rules.own_share is not None:
        figures = plan.figures
        brought = cents(own_share(figures, volunteer_cap=rules.volunteer_cap) * figures.eligible)
        wanted = cents(rules.own_share * figures.eligible)
        yield Limit("own_share", IncomeSource.OWN, brought, wanted, is_least=True)
