"""The letter about a change of an award (Änderungsbescheid), and the change as both sides read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.utils.translation import gettext_lazy as _

from funding import finance, rules
from funding.choices import CostCategory, Financing, IncomeSource
from funding.models import Amendment, Award
from funding.reports.balance import planned_incomes
from funding.reports.drawdowns import parts_of
from portal.documents.kinds import Kind, register
from portal.lib.text import file_stem


@dataclass(frozen=True)
class Shift:
    """A kind of cost with its sum before and after; EUR."""

    name: str
    before: Decimal
    after: Decimal

    @property
    def difference(self) -> Decimal:
        return self.after - self.before


type Side = Mapping[str, str | Decimal]


def shifts(
    before: Side, after: Side, kinds: type[CostCategory] | type[IncomeSource] = CostCategory
) -> list[Shift]:
    """A side of the plan line by line, in the order of the plan."""
    return [
        Shift(str(kind.label), Decimal(before.get(kind, 0)), Decimal(after.get(kind, 0)))
        for kind in kinds
        if kind in before or kind in after
    ]


def shifts_of(amendment: Amendment) -> list[Shift]:
    """What a change does to the plan; nothing where the plan stays."""
    return shifts(amendment.before["costs"], amendment.costs) if amendment.costs is not None else []


def income_shifts_of(amendment: Amendment) -> list[Shift]:
    """What a change does to the income side of the plan; nothing where no money came in."""
    if not amendment.tells_of_income or amendment.grants is False:
        return []
    if amendment.frozen:
        before, after = (amendment.frozen[time].get("incomes", {}) for time in ("before", "after"))
    else:
        award = amendment.award
        before, after = planned_incomes(award), planned_incomes(award, amendment.costs, amendment)
    return shifts(before, after, IncomeSource)


def expected_grant_in(incomes: list[Shift]) -> Decimal | None:
    """What the changed income side leaves of the grant in EUR; None where that stays."""
    grant = str(IncomeSource.GRANT.label)
    return next((line.after for line in incomes if line.name == grant and line.difference), None)


def surplus_of(amendment: Amendment, incomes: list[Shift]) -> Decimal:
    """What the changed plan has beyond its costs in EUR: only money that counts as nothing leaves any."""
    costs = amendment.award.plan["costs"] if amendment.costs is None else amendment.costs
    after = sum((line.after for line in incomes), finance.ZERO)
    return max(finance.ZERO, after - sum(map(Decimal, costs.values()), finance.ZERO))


def year_shifts_of(amendment: Amendment) -> list[Shift]:
    """What a change moves from one calendar year to another; nothing where the years stay."""
    if not amendment.years:
        return []
    borne: Side = {str(year): amount for year, amount in parts_of(amendment.award).items()}
    if amendment.frozen:
        borne = amendment.frozen["before"].get("years", {})
    return _year_shifts(borne, amendment.years)


def _year_shifts(before: Side, after: Side) -> list[Shift]:
    years = sorted({*before, *after})
    return [Shift(year, Decimal(before.get(year, 0)), Decimal(after.get(year, 0))) for year in years]


def told_income(award: Award) -> Decimal:
    """What came in besides the plan of `award` in EUR, by all that the Office was told."""
    return sum((row.income for row in award.amendments.telling_of_income()), finance.ZERO)


def is_minor(amendment: Amendment, told: Decimal) -> bool:
    """The money that came in is so little, with all that was `told` of the award, that it lowers nothing."""
    award = amendment.award
    if not amendment.tells_of_income or award.financing == Financing.FULL:
        return False
    return finance.minor(told, award.minor_change)


@dataclass(frozen=True)
class AmendmentData:
    """What the letter says, frozen when it is countersigned."""

    part: ClassVar[str] = "amendment"

    letter: dict[str, Any]
    costs: list[Shift]
    incomes: list[Shift]
    sha256: str

    @classmethod
    def of(cls, row: Amendment, said: dict[str, Any], sha256: str) -> Self:
        """The letter about `row` with this content."""
        costs = shifts(said["before"]["costs"], said["after"]["costs"])
        return cls(said, costs, income_shifts_of(row), sha256)

    @property
    def is_longer(self) -> bool:
        return bool(self.letter["after"]["end"] != self.letter["before"]["end"])

    @property
    def income(self) -> Decimal:
        return Decimal(self.letter["income"])

    @property
    def grant(self) -> Decimal | None:
        """What is to be expected of the grant with the money that came in; None where it stays."""
        before, after = (self.letter[time].get("incomes", {}) for time in ("before", "after"))
        same = before.get(IncomeSource.GRANT) == after.get(IncomeSource.GRANT)
        return None if same else Decimal(after[IncomeSource.GRANT])

    @property
    def years(self) -> list[Shift]:
        """What each calendar year bears before and after; empty where that stays."""
        before, after = (self.letter[time].get("years", {}) for time in ("before", "after"))
        return [] if before == after else _year_shifts(before, after)

    @property
    def is_shifted(self) -> bool:
        return any(line.difference for line in self.costs)


@register
class AmendmentLetter(Kind):
    """The answer to a change that was asked for, in German."""

    key = "funding.amendment_letter"
    label = _("letter about a change")
    template = "pdf/funding/amendment_letter.html"
    keep_days = None  # belongs to the file of the request

    def gather(self, params: dict[str, Any], language: str) -> AmendmentData:
        row = Amendment.objects.get(pk=params["amendment"])
        if row.frozen is None:
            raise ValueError("only a countersigned answer becomes a letter")
        return AmendmentData.of(row, row.frozen, row.sha256)

    def visible_to(self, user: Any, params: dict[str, Any]) -> bool:
        rows = Amendment.objects.select_related("award__request__organisation", "award__request__office")
        row = rows.filter(pk=params["amendment"]).first()
        return row is not None and rules.may_read_amendment(user, row)

    def filename(self, data: AmendmentData) -> str:
        number = file_stem(data.letter["file_number"])
        return f"aenderung-{number}-{data.letter['number']}.pdf"
