"""What the rows of a list of grants say."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import astuple, dataclass, replace
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from funding.choices import PastColumn
from funding.models import PastGrant, Recipient
from funding.reports.past.persons import may_be_a_person, without_form
from portal.lib import dates, money
from portal.lib.sheets import Row, Table, plain_cell
from portal.lib.text import fold

_YEARS = range(1949, 2101)


class Faulty(Exception):  # noqa: N818 - an answer, not a fault
    """The row can not be read; `str()` of it says why."""


class Personal(Exception):  # noqa: N818 - an answer, not a fault
    """The recipient may be a natural person."""


@dataclass(frozen=True)
class GrantRow:
    """One grant. `key` is its number in the list; a fingerprint of the rest where the list has none."""

    number: int
    key: str
    recipient: str
    register: str
    register_number: str
    postal_code: str
    year: int
    start: date | None
    end: date | None
    granted_by: str
    policy_area: str
    purpose: str
    kind: str
    amount: Decimal

    @property
    def recipient_key(self) -> str:
        """One recipient is who is written the same way: a number may be mistyped, and associations move."""
        return _fingerprint(fold(self.recipient), self.register, self.register_number or self.postal_code)


class Reader:
    """Reads the rows of one list."""

    def __init__(self, table: Table, columns: Mapping[str, str]) -> None:
        self.columns = columns
        days = (
            self._cell(row, column) for row in table.rows for column in (PastColumn.START, PastColumn.END)
        )
        self.month_first = dates.month_comes_first(days)

    def read(self, row: Row) -> GrantRow:
        """What `row` says. Raises `Faulty`, and `Personal` before anything else of it is read."""
        self._refuse_broken(row)
        written, register = self._recipient(row)
        start, end = self._day(row, PastColumn.START), self._day(row, PastColumn.END)
        if start and end and end < start:
            raise Faulty(_("the end lies before the beginning."))
        grant = GrantRow(
            number=row.number,
            key=self._key(row),
            recipient=_fitting(without_form(written), Recipient, "name"),
            register=register,
            register_number=self._register_number(row),
            postal_code=self._text(row, PastColumn.POSTAL_CODE, Recipient),
            year=self._year(row, start),
            start=start,
            end=end,
            granted_by=self._text(row, PastColumn.GRANTED_BY),
            policy_area=self._text(row, PastColumn.POLICY_AREA),
            purpose=self._text(row, PastColumn.PURPOSE),
            kind=self._text(row, PastColumn.KIND),
            amount=self.amount(row),
        )
        return grant if grant.key else replace(grant, key=_fingerprint(*astuple(grant)[1:]))

    def amount(self, row: Row) -> Decimal:
        """The amount of a row, whatever else is wrong with it. Raises `Faulty`."""
        written = self._cell(row, PastColumn.AMOUNT)
        if not written:
            raise Faulty(_("the amount is missing."))
        try:
            amount = money.parse_cell(written)
        except ValidationError as error:
            raise Faulty(_("“%(text)s” is no amount.") % {"text": written[:40]}) from error
        if amount < 0:
            raise Faulty(_("a grant is not negative."))
        if amount >= 10**12:
            raise Faulty(_("“%(text)s” is no amount.") % {"text": written[:40]})
        return amount

    def _cell(self, row: Row, column: PastColumn) -> str:
        return " ".join(plain_cell(row.get(self.columns.get(column, ""), "")).split())

    def _text(self, row: Row, column: PastColumn, model: type[Recipient | PastGrant] = PastGrant) -> str:
        return _fitting(self._cell(row, column), model, column)

    def _refuse_broken(self, row: Row) -> None:
        if row.surplus:
            raise Faulty(_("there are more cells than columns."))
        if any(ord(letter) < 32 for column in PastColumn for letter in self._cell(row, column)):
            raise Faulty(_("there are control characters."))

    def _recipient(self, row: Row) -> tuple[str, str]:
        name, register = self._cell(row, PastColumn.RECIPIENT), self._cell(row, PastColumn.REGISTER).lower()
        if not fold(name):
            raise Faulty(_("there is no name."))
        if may_be_a_person(name, register):
            raise Personal
        return name, _fitting(register, Recipient, "register")

    def _key(self, row: Row) -> str:
        number = self._cell(row, PastColumn.KEY)
        return _fitting(f"no {number}", PastGrant, "key") if number else ""

    def _register_number(self, row: Row) -> str:
        return _fitting(self._cell(row, PastColumn.REGISTER_NUMBER), Recipient, "register_number")

    def _day(self, row: Row, column: PastColumn) -> date | None:
        written = self._cell(row, column)
        day = dates.parse_cell(written, month_first=self.month_first)
        if written and day is None:
            raise Faulty(_("“%(text)s” is no day.") % {"text": written[:40]})
        return day

    def _year(self, row: Row, start: date | None) -> int:
        written = self._cell(row, PastColumn.YEAR)
        if not written and start:
            written = str(start.year)
        if not (written.isascii() and written.isdigit() and int(written) in _YEARS):
            raise Faulty(_("“%(text)s” is no year.") % {"text": written[:40]})
        return int(written)


def _fitting(text: str, model: type[Recipient | PastGrant], field: str) -> str:
    limit = model._meta.get_field(field).max_length or 0  # type: ignore[union-attr]
    if len(text) > limit:
        raise Faulty(
            _("“%(text)s” has more than %(limit)s characters.") % {"text": text[:40] + " …", "limit": limit}
        )
    return text


def _fingerprint(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()
