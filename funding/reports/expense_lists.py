"""Lists of expenses out of bookkeeping: which column is which, and what a row says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from funding.choices import CostCategory, ExpenseColumn
from portal.lib import dates, money
from portal.lib.sheets import Row, columns, plain_cell
from portal.lib.text import fold

NEEDED = (ExpenseColumn.PAID, ExpenseColumn.PAYEE, ExpenseColumn.REASON, ExpenseColumn.AMOUNT)
_USUAL: dict[ExpenseColumn, Sequence[str]] = {
    ExpenseColumn.PAID: (
        "bezahlt am", "zahlungsdatum", "zahldatum", "zahltag", "datum", "buchungstag", "buchungsdatum",
        "valuta", "wertstellung", "date", "payment date", "paid",
    ),
    ExpenseColumn.PAYEE: (
        "empfaenger", "zahlungsempfaenger", "bezahlt an", "lieferant", "kreditor", "name", "payee",
        "beguenstigter zahlungspflichtiger", "auftraggeber empfaenger",
    ),
    ExpenseColumn.REASON: (
        "zweck", "verwendungszweck", "grund", "grund der zahlung", "buchungstext", "beschreibung", "text",
        "wofuer", "reason", "description",
    ),
    ExpenseColumn.AMOUNT: ("betrag", "bruttobetrag", "brutto", "umsatz", "summe", "betrag eur", "amount"),
    ExpenseColumn.ELIGIBLE: ("zuwendungsfaehig", "davon fuer das projekt", "foerderfaehig", "eligible"),
    ExpenseColumn.CATEGORY: (
        "kostenart", "kategorie", "einzelansatz", "kostenstelle", "konto", "sachkonto", "category",
    ),
    ExpenseColumn.VOUCHER_NUMBER: (
        "belegnummer", "beleg nr", "beleg", "belegfeld 1", "rechnungsnummer", "re nr", "voucher",
    ),
    ExpenseColumn.INVOICED: ("rechnungsdatum", "belegdatum", "invoice date"),
    ExpenseColumn.OUTSIDE_REASON: ("begruendung",),
}  # fmt: skip


class Faulty(Exception):  # noqa: N818 - an answer, not a fault
    """The row can not be read; `str()` of it says why."""


def guess(headers: Sequence[str], remembered: Mapping[str, str]) -> dict[str, str]:
    """The heading of each column that is told by its name, or that a person has named the last time."""
    usual = {column.value: [*names, *columns.names_of(column)] for column, names in _USUAL.items()}
    return columns.guess(headers, usual, remembered)


def guess_kinds(written: Iterable[str], remembered: Mapping[str, str]) -> dict[str, str]:
    """The kinds of cost that are told by our own names for them, or that a person has named the last time."""
    ours = {fold(name): kind.value for kind in CostCategory for name in (kind.value, *columns.names_of(kind))}
    found = {text: remembered.get(text) or ours.get(fold(text), "") for text in written}
    return {text: kind for text, kind in found.items() if kind and kind != CostCategory.IN_KIND}


class Reader:
    """Reads the rows of one list."""

    def __init__(self, rows: Sequence[Row], columns: Mapping[str, str], kinds: Mapping[str, str]) -> None:
        self.columns, self.kinds = columns, kinds
        days = (ExpenseColumn.PAID, ExpenseColumn.INVOICED)
        self.month_first = dates.month_comes_first(self.cell(row, day) for row in rows for day in days)
        # A statement of account has what went out with a minus; then what came in is no expense.
        self.has_minus = bool(rows) and any(self.cell(row, ExpenseColumn.AMOUNT)[:1] in "-−" for row in rows)

    def values(self, row: Row) -> dict[str, Any]:
        """What `row` says, by the fields of an expense. Raises `Faulty`."""
        if row.surplus:
            raise Faulty(_("there are more cells than columns."))
        amount = self._amount(row, ExpenseColumn.AMOUNT)
        if amount is None or amount <= 0:
            raise Faulty(_("no money went out."))
        eligible = self._amount(row, ExpenseColumn.ELIGIBLE)
        return {
            "paid": self._needed(row, ExpenseColumn.PAID) and self._day(row, ExpenseColumn.PAID),
            "payee": self._needed(row, ExpenseColumn.PAYEE),
            "reason": self._needed(row, ExpenseColumn.REASON),
            "category": self._kind(row),
            "amount": amount,
            "eligible": amount if eligible is None else eligible,
            "voucher_number": self.cell(row, ExpenseColumn.VOUCHER_NUMBER),
            "invoiced": self._day(row, ExpenseColumn.INVOICED),
            "outside_reason": self.cell(row, ExpenseColumn.OUTSIDE_REASON),
        }

    def cell(self, row: Row, column: ExpenseColumn) -> str:
        """What stands in a column, without superfluous spaces."""
        return " ".join(plain_cell(row.get(self.columns.get(column, ""), "")).split())

    def _needed(self, row: Row, column: ExpenseColumn) -> str:
        if not (text := self.cell(row, column)):
            raise Faulty(_("%(column)s: nothing stands there.") % {"column": capfirst(column.label)})
        return text

    def _amount(self, row: Row, column: ExpenseColumn) -> Decimal | None:
        written = self.cell(row, column)
        if not written:
            return None
        try:
            amount = money.parse_cell(written)
        except ValidationError as error:
            raise Faulty(" ".join(error.messages)) from error
        return -amount if self.has_minus else amount

    def _day(self, row: Row, column: ExpenseColumn) -> date | None:
        written = self.cell(row, column)
        day = dates.parse_cell(written, month_first=self.month_first)
        if written and day is None:
            raise Faulty(_("“%(text)s” is no day.") % {"text": written[:40]})
        return day

    def _kind(self, row: Row) -> str:
        return self.kinds.get(self.cell(row, ExpenseColumn.CATEGORY), "")
