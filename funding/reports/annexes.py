"""The tables of a funding report as CSV, attached to its PDF."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from portal.documents.kinds import Attachment
from portal.lib.sheets import write_csv

type Rows = list[dict[str, Any]]

# Numbers that may be text: amounts, and what counts with a part of it.
_AMOUNTS = frozenset(
    {
        "plan",
        "actual",
        "difference",
        "amount",
        "eligible",
        "elsewhere",
        "hours",
        "adults",
        "children",
        "families",
    }
)


@dataclass(frozen=True)
class Annex:
    """One table: its file, what the report calls it, its columns, and its rows out of the figures."""

    name: str
    title: str
    columns: Sequence[str]
    rows: Callable[[dict[str, Any]], Rows]

    def attachment(self, figures: dict[str, Any]) -> Attachment:
        table = [self.columns, *self.cells(figures)]
        return Attachment(self.name, write_csv(table), "text/csv", self.title)

    def cells(self, figures: dict[str, Any]) -> list[list[Any]]:
        """The rows in the order of the columns, amounts as numbers."""
        return [[_cell(row, name) for name in self.columns] for row in self.rows(figures)]


def _cell(row: dict[str, Any], column: str) -> Any:
    """A proof that was frozen long ago may lack a column, and not every row has an amount in each."""
    value = row.get(column, "")
    return Decimal(value) if column in _AMOUNTS and value != "" else value


def _dates(figures: dict[str, Any]) -> Rows:
    """Of a date for which nobody has typed in who came no number is said: nobody came is something else."""
    unknown = dict.fromkeys(("adults", "children", "families"), "")
    rows: Rows = figures["evidence"]["rows"]
    return [row | unknown if row.get("recorded") is False else row for row in rows]


# The report is an official paper, in German whatever the reader's language.
ANNEXES = (
    Annex(
        "kosten.csv",
        "Kosten, Soll und Ist",
        ("category", "label", "plan", "actual", "difference"),
        lambda figures: figures["costs"],
    ),
    Annex(
        "finanzierung.csv",
        "Einnahmen, Soll und Ist",
        ("source", "label", "plan", "actual", "difference"),
        lambda figures: figures["sources"],
    ),
    Annex(
        "belegliste.csv",
        "Belegliste",
        (
            "number", "voucher", "files", "invoiced", "paid", "payee", "reason", "category", "label",
            "amount", "eligible", "elsewhere", "outside_reason",
        ),
        lambda figures: figures["expenses"],
    ),
    Annex(
        "einnahmen.csv",
        "Weitere Einnahmen, einzeln",
        ("received", "payer", "source", "label", "amount"),
        lambda figures: figures["incomes"],
    ),
    Annex(
        "termine.csv",
        "Termine in Summen",
        ("day", "title", "adults", "children", "families", "hours", "share"),
        _dates,
    ),
)  # fmt: skip
