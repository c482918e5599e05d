"""Expenses out of a bookkeeping program: uploaded, columns named, looked at, entered all or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from funding.choices import Alike, CostCategory, ExpenseColumn, ExpenseOutcome
from funding.models import Bookkeeping, Expense, ExpenseList, ProofOfUse
from funding.reports.expense_lists import NEEDED, Faulty, Reader, guess, guess_kinds
from funding.services.expenses import check
from funding.services.likeness import question
from funding.services.proofs import editable_proof
from organisations.models import Organisation
from organisations.models.lists import contents
from organisations.services.importing.columns import refuse_columns
from portal.accounts.models import User
from portal.lib.sheets import Row, Table

MOST_ROWS = 2_000
MOST_KINDS = 40
IN, OUT = "in", "out"


@dataclass
class Line:
    """One row of the list: what it would enter, or what is wrong with it, or what it looks like."""

    row: Row
    expense: Expense | None = None
    outcome: ExpenseOutcome = ExpenseOutcome.NEW
    problem: str = ""


@transaction.atomic
def upload(proof: ProofOfUse, table: Table, key: UUID, *, file_name: str = "", by: User) -> ExpenseList:
    """Keep the rows of `table` until they are entered, with a guess at its columns. A double click: once.

    Raises `PermissionDenied`, and `ValidationError` for a table that is no list.
    """
    row = editable_proof(proof, by=by)
    if known := row.expense_lists.filter(key=key).first():
        return known
    if not table.rows:
        raise ValidationError(_("There are no rows below the headings."), code="empty")
    if len(table) > MOST_ROWS:
        raise ValidationError(
            _("The table has more than %(limit)s rows.") % {"limit": MOST_ROWS}, "too_large"
        )
    books = bookkeeping_of(row.award.request.organisation)
    return ExpenseList.objects.create(
        key=key, proof=row, by=by, file_name=file_name[:120], **contents(table),
        columns=guess(table.headers, books.columns),
    )  # fmt: skip


def bookkeeping_of(organisation: Organisation) -> Bookkeeping:
    """What is remembered of the lists of an organisation."""
    return Bookkeeping.objects.get_or_create(organisation=organisation)[0]


@transaction.atomic
def name_columns(edition: ExpenseList, columns: Mapping[str, str], *, by: User) -> ExpenseList:
    """Which heading is which column; it is remembered. `PermissionDenied`, `ValidationError` by field."""
    row = _locked(edition, by)
    named = {ExpenseColumn(column).value: header for column, header in columns.items() if header}
    for column in NEEDED:
        if column not in named:
            raise ValidationError({column.value: _("Without this column no row can be entered.")})
    refuse_columns(named, row.headers)
    books = bookkeeping_of(row.proof.award.request.organisation)
    books.columns = row.columns = named
    row.kinds = guess_kinds(kinds_of(row), books.kinds)
    books.save(update_fields=["columns"])
    row.save(update_fields=["columns", "kinds"])
    return row


def kinds_of(edition: ExpenseList) -> list[str]:
    """What the list says of the kind of cost, each once; "" alone where it says nothing.

    Raises `ValidationError` where it is too much to be asked about.
    """
    reader = Reader([], edition.columns, {})
    found = sorted({reader.cell(row, ExpenseColumn.CATEGORY) for row in edition.sheet_rows})
    if len(found) > MOST_KINDS:
        words = _("This column says %(number)s different things. Choose another one, or none.")
        raise ValidationError({ExpenseColumn.CATEGORY.value: words % {"number": len(found)}})
    return found


@transaction.atomic
def name_kinds(edition: ExpenseList, kinds: Mapping[str, str], *, by: User) -> ExpenseList:
    """Which of our kinds of cost each word of the list means; it is remembered."""
    row = _locked(edition, by)
    wanted = kinds_of(row)
    row.kinds = {text: CostCategory(kinds[text]).value for text in wanted if kinds.get(text)}
    books = bookkeeping_of(row.proof.award.request.organisation)
    books.kinds |= row.kinds
    books.save(update_fields=["kinds"])
    row.save(update_fields=["kinds"])
    return row


def is_named(edition: ExpenseList) -> bool:
    """Columns and kinds of cost are known, so that the rows can be read."""
    return all(column in edition.columns for column in NEEDED) and not set(kinds_of(edition)) - set(
        edition.kinds
    )


@transaction.atomic
def answer(edition: ExpenseList, answers: Mapping[int, str], *, by: User) -> ExpenseList:
    """Whether rows that look like an expense are to be entered (`IN`) or not (`OUT`), by number."""
    row = _locked(edition, by)
    row.answers |= {str(number): said for number, said in answers.items() if said in (IN, OUT)}
    row.save(update_fields=["answers"])
    return row


@transaction.atomic
def enter(edition: ExpenseList, *, by: User) -> int:
    """Enter all rows of the list, but for those that were answered for with `OUT`; how many.

    Raises `PermissionDenied`, and `ValidationError`, with nothing entered, while a row is faulty, or looks
    like an expense and nobody has said whether it is one.
    """
    row = _locked(edition, by)
    found = lines(row)
    if any(line.outcome == ExpenseOutcome.BAD for line in found):
        raise ValidationError(_("Some rows are faulty. Correct them in the list and upload it again."), "bad")
    if any(line.outcome == ExpenseOutcome.DOUBTFUL for line in found):
        raise ValidationError(_("Say first which rows are entered already."), "doubtful")
    new = [line.expense for line in found if line.expense and line.outcome == ExpenseOutcome.NEW]
    for expense in new:
        expense.created_by = by
        expense.save()
    row.delete()
    return len(new)


@transaction.atomic
def discard(edition: ExpenseList, *, by: User) -> None:
    """Throw the list away. Raises `PermissionDenied`, `ValidationError`."""
    _locked(edition, by).delete()


def lines(edition: ExpenseList) -> list[Line]:
    """What entering each row would do, held against all expenses of the organisation and the rows before."""
    rows = list(edition.sheet_rows)
    reader, known = Reader(rows, edition.columns, edition.kinds), _Known(edition.proof)
    return [_line(row, reader, known, edition) for row in rows]


def _line(row: Row, reader: Reader, known: _Known, edition: ExpenseList) -> Line:
    try:
        expense = Expense(proof=edition.proof, **reader.values(row))
        check(expense)
    except Faulty as error:
        return Line(row, outcome=ExpenseOutcome.BAD, problem=str(error))
    except ValidationError as error:
        return Line(row, outcome=ExpenseOutcome.BAD, problem=_in_words(error))
    line = Line(row, expense)
    if twin := known.like(expense):
        line.problem = question(twin)
        said = edition.answers.get(str(row.number))
        line.outcome = {IN: ExpenseOutcome.NEW, OUT: ExpenseOutcome.OUT}.get(
            said or "", ExpenseOutcome.DOUBTFUL
        )
        expense.alike = Alike.OTHER
    if line.outcome != ExpenseOutcome.OUT:
        known.add(expense)
    return line


def _in_words(error: ValidationError) -> str:
    """What is wrong, with the name of the column before it."""
    labels = {column.value: capfirst(column.label) for column in ExpenseColumn}
    found = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    return " ".join(
        f"{labels[name]}: {text}" if name in labels else text
        for name, texts in found.items()
        for text in texts
    )


class _Known:
    """The expenses of an organisation by amount: a whole list is held against them with one query."""

    def __init__(self, proof: ProofOfUse) -> None:
        self.by_amount: dict[Any, list[Expense]] = {}
        entered = Expense.objects.of_organisation(proof.award.request.organisation)
        for expense in entered.select_related("proof__award__request").order_by("pk"):
            self.add(expense)

    def add(self, expense: Expense) -> None:
        self.by_amount.setdefault(expense.amount, []).append(expense)

    def like(self, expense: Expense) -> Expense | None:
        """The first that is perhaps the same payment: as `ExpenseQuerySet.like` says it."""
        return next((it for it in self.by_amount.get(expense.amount, ()) if _alike(it, expense)), None)


def _alike(one: Expense, other: Expense) -> bool:
    if one.voucher_number and other.voucher_number:
        return one.voucher_number.casefold() == other.voucher_number.casefold()
    return one.paid == other.paid


def _locked(edition: ExpenseList, by: User) -> ExpenseList:
    proof = editable_proof(edition.proof, by=by)
    row = ExpenseList.objects.select_for_update(of=("self",)).filter(pk=edition.pk).first()
    if row is None:
        raise ValidationError(_("This list has been entered or thrown away already."), code="gone")
    row.proof = proof
    return row
