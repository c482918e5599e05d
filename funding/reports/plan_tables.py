"""The cost and financing plan as a table: one line a row, costs first, in the order of the form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.choices import CostCategory, IncomeSource
from funding.finance import Plan
from funding.models import FundingRequest
from portal.lib import money
from portal.lib.sheets import Row, Table, columns, plain_cell
from portal.lib.text import fold

MAX_LINES = 60  # of costs, of income and of a staff plan, in a form and in a table


class PlanColumn(TextChoices):
    """The columns of the table, in its order."""

    SIDE = "side", gettext_lazy("Costs or income")
    KIND = "kind", gettext_lazy("Kind")
    LABEL = "label", gettext_lazy("What for, or from whom")
    UNITS = "units", gettext_lazy("Number")
    PRICE = "price", gettext_lazy("Price each (€)")
    AMOUNT = "amount", gettext_lazy("Amount (€)")
    PROMISED = "is_granted", gettext_lazy("already promised")
    YEAR = "year", gettext_lazy("Year")


class Side(TextChoices):
    """The two sides of the plan, called as in its form."""

    COSTS = "costs", gettext_lazy("Costs")
    INCOMES = "incomes", gettext_lazy("Income")


NEEDED = (
    PlanColumn.SIDE, PlanColumn.KIND, PlanColumn.LABEL, PlanColumn.UNITS, PlanColumn.PRICE, PlanColumn.AMOUNT,
)  # fmt: skip
# How the form of a line calls its kind, by side.
KIND_FIELDS = {Side.COSTS: "category", Side.INCOMES: "source"}
_KINDS: Mapping[Side, type[CostCategory] | type[IncomeSource]] = {
    Side.COSTS: CostCategory,
    Side.INCOMES: IncomeSource,
}
# Here something is counted; all other numbers are sums of money. The staff plan has months.
_COUNTED = {PlanColumn.UNITS.value, "months"}
_YES = ("ja", "yes", "x", "true", "1", "wahr")
_NO = ("", "nein", "no", "false", "0", "falsch")


def table_of(costs: Iterable[Mapping[str, Any]], incomes: Iterable[Mapping[str, Any]]) -> list[list[Any]]:
    """A plan, stored or as it was sent, in the words of the reader's language."""
    return [head_of(PlanColumn), *map(_cost_row, costs), *map(_income_row, incomes)]


class YearColumn(TextChoices):
    """The columns of the sums by calendar year."""

    YEAR = "year", gettext_lazy("Year")
    COSTS = "costs", gettext_lazy("Costs (€)")
    INCOMES = "incomes", gettext_lazy("Income (€)")
    GRANT = "grant", gettext_lazy("Of it the grant (€)")
    BALANCE = "balance", gettext_lazy("Income less costs (€)")


def books_of(
    title: str, costs: Iterable[Mapping[str, Any]], incomes: Iterable[Mapping[str, Any]]
) -> list[tuple[str, list[list[Any]]]]:
    """The sheets of a plan: its lines, and behind them its sums by year where it names several."""
    costs, incomes = list(costs), list(incomes)
    sheets, years = [(title, table_of(costs, incomes))], Plan.sent(costs, incomes).years
    if years:
        rows = [[row.year, row.costs, row.incomes, row.grant, row.balance] for row in years]
        sheets.append((_("By calendar year"), [head_of(YearColumn), *rows]))
    return sheets


def _cost_row(line: Mapping[str, Any]) -> list[Any]:
    units, price, amount = (Decimal(line[name]) for name in ("units", "price", "amount"))
    return _row(Side.COSTS, line["category"], line["label"], units, price, amount, "", line["year"])


def _income_row(line: Mapping[str, Any]) -> list[Any]:
    promised = _("yes") if line["is_granted"] else ""
    amount = Decimal(line["amount"])
    return _row(Side.INCOMES, line["source"], line["label"], "", "", amount, promised, line["year"])


def empty_table(request: FundingRequest, year: int) -> list[list[Any]]:
    """The table to be filled in: a row for each kind that the programme pays for, and for each source."""
    paid_for = request.programme.cost_categories
    kinds = [kind for kind in CostCategory if kind in paid_for or not paid_for]
    costs = [_row(Side.COSTS, kind, "", 1, "", "", "", year) for kind in kinds]
    return [
        head_of(PlanColumn),
        *costs,
        *(_row(Side.INCOMES, kind, "", "", "", "", "", year) for kind in IncomeSource),
    ]


def head_of(columns_: type[TextChoices]) -> list[str]:
    """The headings of a table, in the reader's language."""
    return [capfirst(str(column.label)) for column in columns_]


def _row(side: Side, kind: str, *cells: Any) -> list[Any]:
    return [str(side.label), str(_KINDS[side](kind).label), *cells]


@dataclass(frozen=True)
class Written:
    """What a row says: its line as the form takes it, and what of it can not be read, by field."""

    number: int
    side: Side | None
    values: dict[str, str]
    faults: dict[str, str] = field(default_factory=dict)
    amount: Decimal | None = None  # of a line of costs, where the form works it out


def read(table: Table) -> list[Written]:
    """The rows that say more than a kind. ValidationError for a table without the columns of a plan."""
    named = named_in(table, PlanColumn, NEEDED)
    return [_written(row, named) for row in table.rows if _says_something(row, named)]


def named_in(table: Table, kind: type[TextChoices], needed: Iterable[TextChoices]) -> dict[str, str]:
    """The heading of each column in a table of ours. ValidationError that names those that are missing."""
    named = columns.guess(table.headers, {column.value: columns.names_of(column) for column in kind})
    if missing := [capfirst(str(column.label)) for column in needed if column not in named]:
        text = _("These columns are missing: %(missing)s. Begin with the empty table of this page.")
        raise ValidationError(text % {"missing": ", ".join(missing)}, code="columns")
    table.require(*named.values())
    return named


def cell(row: Row, named: Mapping[str, str], column: TextChoices) -> str:
    """What stands in a column, without superfluous spaces."""
    return " ".join(plain_cell(row.get(named.get(column, ""), "")).split())


def _says_something(row: Row, named: Mapping[str, str]) -> bool:
    telling = (PlanColumn.LABEL, PlanColumn.PRICE, PlanColumn.AMOUNT)
    return bool(row.surplus) or any(cell(row, named, column) for column in telling)


def _written(row: Row, named: Mapping[str, str]) -> Written:
    cells = {column: cell(row, named, column) for column in PlanColumn}
    faults = {"": _("There are more cells than columns.")} if row.surplus else {}
    side = _chosen(cells[PlanColumn.SIDE], Side)
    if side is None:
        wanted = _("Write “%(costs)s” or “%(income)s” here.")
        faults[PlanColumn.SIDE] = wanted % {"costs": Side.COSTS.label, "income": Side.INCOMES.label}
        return Written(row.number, None, {"label": cells[PlanColumn.LABEL]}, faults)
    values = {"label": cells[PlanColumn.LABEL], "year": cells[PlanColumn.YEAR]}
    kind = _chosen(cells[PlanColumn.KIND], _KINDS[side])
    values[KIND_FIELDS[side]] = kind.value if kind else cells[PlanColumn.KIND]
    amount = number(cells[PlanColumn.AMOUNT], PlanColumn.AMOUNT, faults)
    if side == Side.INCOMES:
        values["amount"] = amount
        if _promised(cells[PlanColumn.PROMISED], faults):
            values["is_granted"] = "on"
        return Written(row.number, side, values, faults)
    values["units"] = number(cells[PlanColumn.UNITS] or "1", PlanColumn.UNITS, faults)
    values["price"] = number(cells[PlanColumn.PRICE], PlanColumn.PRICE, faults)
    told = Decimal(amount) if amount and PlanColumn.AMOUNT not in faults else None
    return Written(row.number, side, values, faults, told)


def _chosen[Choice: TextChoices](text: str, choices: Iterable[Choice]) -> Choice | None:
    """The choice that is written by its name in one of our languages, or by its code."""
    wanted = columns.plain(text)
    return next((it for it in choices if wanted in map(fold, (it.value, *columns.names_of(it)))), None)


def number(text: str, column: TextChoices, faults: dict[str, str]) -> str:
    """A number as the form reads it; one that tells no single amount stands in `faults`."""
    if not text:
        return ""
    try:
        return f"{money.parse_cell(text):.2f}"
    except ValidationError as error:
        found = no_number(text) if column.value in _COUNTED else error
        faults[column] = " ".join(found.messages)
        return text


def no_number(text: Any) -> ValidationError:
    """What is said where something is to be counted, and no sum of money."""
    said = _("“%(text)s” cannot be read as a number. Write it in digits, for example 10 or 2.5.")
    return ValidationError(said, code="number", params={"text": str(text).strip()[:40]})


def _promised(text: str, faults: dict[str, str]) -> bool:
    word = fold(text)
    if word not in (*_YES, *_NO):
        faults[PlanColumn.PROMISED] = _("“%(text)s” is neither yes nor no.") % {"text": text[:40]}
    return word in _YES
