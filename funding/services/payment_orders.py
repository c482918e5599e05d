"""Payment orders: approved calls for money as a table for the cash system of an Office, and back again.

The cash system is another program in every Land, so each Office says which columns it wants, and how they are
called there. What comes back needs the payment key and the day; each row goes through the same service as a
payment that is recorded by hand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from funding import rules
from funding.choices import DrawdownState, PaymentColumn
from funding.finance import Drawable
from funding.models import BudgetLine, Drawdown, Office
from funding.reports.drawdowns import too_high
from funding.services import drawdowns
from portal.accounts.models import User
from portal.lib import dates, money
from portal.lib.dates import day_of
from portal.lib.sheets import Row, Table
from portal.lib.sheets.columns import names_of, plain

USUAL = """\
Buchungszeichen = key
Empfänger = recipient
IBAN = iban
Kontoinhaber = holder
Verwendungszweck = purpose
Haushaltsstelle = budget
Betrag = amount
Gezahlt am = day"""


@dataclass(frozen=True)
class Column:
    """A column of the table: its heading in the cash system, and what stands in it."""

    heading: str
    kind: PaymentColumn


def columns_of(office: Office) -> list[Column]:
    """The columns that the Office wants."""
    return parsed(office.payment_columns or USUAL)


def parsed(text: str) -> list[Column]:
    """Columns from lines of `heading = what stands there`. ValidationError names the first that is wrong."""
    found: list[Column] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        heading, _sign, word = (part.strip() for part in line.rpartition("="))
        kind = _called(word)
        if not heading or kind is None:
            raise ValidationError(
                _("Line %(number)s: write a heading, “=” and one of the names below.") % {"number": number}
            )
        if any(heading == it.heading for it in found):
            raise ValidationError(_("The heading “%(heading)s” stands there twice.") % {"heading": heading})
        found.append(Column(heading, kind))
    for needed in (PaymentColumn.KEY, PaymentColumn.DAY):
        if not any(it.kind == needed for it in found):
            raise ValidationError(
                _("“%(kind)s” is needed, so that what was paid can be read back.") % {"kind": needed.label}
            )
    return found


def _called(word: str) -> PaymentColumn | None:
    """What a column holds by its name in one of our languages, or by its code."""
    wanted = plain(word)
    return next((it for it in PaymentColumn if wanted in map(plain, (it.value, *names_of(it)))), None)


def in_words(office: Office) -> str:
    """The columns that the Office wants as it writes them: a heading, “=” and what stands there."""
    return "\n".join(f"{it.heading} = {it.kind.label}" for it in columns_of(office))


@transaction.atomic
def save_columns(office: Office, text: str, *, by: User) -> Office:
    """Store which columns the cash system wants. PermissionDenied, ValidationError."""
    row = Office.objects.select_for_update(of=("self",)).get(pk=office.pk)
    if not rules.may_order_payments(by, row):
        raise PermissionDenied
    row.payment_columns = "\n".join(f"{it.heading} = {it.kind.value}" for it in parsed(text))
    row.save(update_fields=["payment_columns"])
    return row


@dataclass(frozen=True)
class Order:
    """An approved call that waits for payment; `payable`: what may be paid by now, where that is less."""

    drawdown: Drawdown
    payable: Drawable | None

    @property
    def is_left_out(self) -> bool:
        """It is too high by now, and nobody has said that it is to be paid all the same."""
        return self.payable is not None and not self.drawdown.is_upheld_at(self.payable.amount)


def orders(office: Office, *, by: User) -> list[Order]:
    """Approved calls of the Office that wait for payment, the oldest first, as far as `by` may see them."""
    rows = list(_waiting(office, by=by))
    found = too_high(rows)
    return [Order(row, found.get(row.pk)) for row in rows]


def _waiting(office: Office, *, by: User) -> QuerySet[Drawdown]:
    rows = Drawdown.objects.of_offices(by).approved().filter(award__request__office=office)
    related = rows.select_related(
        "award__request__programme", "award__request__submission", "award__request__organisation",
        "award__decision__submission", "award__proof__checking",
    )  # fmt: skip
    return related.prefetch_related("award__decision__parts").order_by("decided", "pk")


def key_of(drawdown: Drawdown) -> str:
    """By what a payment is known again in the cash system."""
    return f"{drawdown.award.request.file_number}/{drawdown.number}"


def table(office: Office, *, by: User) -> list[Sequence[Any]]:
    """The orders as rows with headings, without those left out. Whether `by` may is asked before."""
    columns = columns_of(office)
    codes = {slug: line.code for line in BudgetLine.objects.filter(office=office) for slug in line.programmes}
    head: list[Sequence[Any]] = [[it.heading for it in columns]]
    rows = [order.drawdown for order in orders(office, by=by) if not order.is_left_out]
    return head + [[_cell(row, it.kind, codes) for it in columns] for row in rows]


def _cell(row: Drawdown, kind: PaymentColumn, codes: dict[str, str]) -> Any:
    request = row.award.request
    match kind:
        case PaymentColumn.KEY:
            return key_of(row)
        case PaymentColumn.FILE_NUMBER:
            return request.file_number
        case PaymentColumn.RECIPIENT:
            return request.submission.applicant if request.submission else ""
        case PaymentColumn.PURPOSE:
            return request.submission.title if request.submission else ""
        case PaymentColumn.PROGRAMME:
            return request.programme.slug
        case PaymentColumn.BUDGET:
            return codes.get(request.programme.slug, "")
        case PaymentColumn.IBAN | PaymentColumn.HOLDER | PaymentColumn.AMOUNT:
            return getattr(row, kind.value)
        case PaymentColumn.APPROVED:
            return day_of(row.decided) if row.decided else ""
    return ""


@dataclass(frozen=True)
class Report:
    """What reading back has done: how many payments are recorded, how many rows had no day, what is wrong."""

    paid: int
    waiting: int
    refused: list[tuple[int, str]]


def read_back(office: Office, found: Table, *, by: User) -> Report:
    """Record the payments of a table that comes out of the cash system, each row by itself.

    PermissionDenied; ValidationError if a column is missing. What is wrong with a row stands in the report.
    """
    if not rules.may_order_payments(by, office):
        raise PermissionDenied
    headings = {it.kind: it.heading for it in columns_of(office)}
    found.require(headings[PaymentColumn.KEY], headings[PaymentColumn.DAY])
    # What the cash system has paid is a fact, even of a call that is too high by now.
    known = {key_of(row): row for row in _waiting(office, by=by)}
    paid, waiting, refused = 0, 0, list[tuple[int, str]]()
    for row in found.rows:
        if not row[headings[PaymentColumn.DAY]]:
            waiting += 1
            continue
        try:
            drawdown, day = _payment(row, headings, known, office)
            drawdowns.pay(drawdown, day, by=by, version=drawdown.version)
            paid += 1
            del known[key_of(drawdown)]
        except ValidationError as error:
            refused.append((row.number, " ".join(error.messages)))
    return Report(paid, waiting, refused)


def _paid_on(key: str, office: Office) -> date | None:
    """When the call with this key of `office` was paid out; None if it was not, or there is none."""
    file_number, _slash, number = key.rpartition("/")
    if not number.isdecimal():
        return None
    rows = Drawdown.objects.filter(award__request__office=office, award__request__file_number=file_number)
    found = rows.filter(number=int(number[:9]), state=DrawdownState.PAID).first()
    return found.paid_on if found else None


def _payment(
    row: Row, headings: dict[PaymentColumn, str], known: dict[str, Drawdown], office: Office
) -> tuple[Drawdown, date]:
    drawdown = known.get(row[headings[PaymentColumn.KEY]])
    if drawdown is None:
        if day := _paid_on(row[headings[PaymentColumn.KEY]], office):
            text = _("This payment is recorded already: paid out on %(day)s.")
            raise ValidationError(text % {"day": date_format(day, "SHORT_DATE_FORMAT")})
        raise ValidationError(_("No approved call that waits for payment has this key."))
    amount = row.get(headings.get(PaymentColumn.AMOUNT, ""))
    if amount and money.parse_cell(amount) != drawdown.amount:
        raise ValidationError(_("The amount is not the one that was approved."))
    day = dates.parse_cell(row[headings[PaymentColumn.DAY]])
    if day is None:
        raise ValidationError(_("The day cannot be read. Write it as 31.12.2026."))
    return drawdown, day
