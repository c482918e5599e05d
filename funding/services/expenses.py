"""Expenses and their vouchers."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from funding.choices import Party, Verb
from funding.models import Award, Expense, ProofOfUse, Receipt
from funding.services.deletion import erase_expenses
from funding.services.likeness import lock_parts, settle_likeness
from funding.services.proofs import editable_proof
from funding.services.steps import write_log
from portal.accounts.models import User
from portal.erasures.services import erase
from portal.lib import uploads
from portal.lib.dates import today
from portal.lib.errors import Stale

ALLOWED = uploads.PDF | uploads.PICTURES


def keep_receipt(row: ProofOfUse, file: UploadedFile, *, by: User, expense: Expense | None = None) -> Receipt:
    """Keep a paper of a locked proof: a voucher, or a consent. Pictures are drawn anew without metadata.

    ValidationError at `receipt` for a file that is none.
    """
    try:
        checked = uploads.check(file, ALLOWED)
        content: UploadedFile | ContentFile = file
        name, mime = checked.name, checked.mime
        if mime.startswith("image/"):
            content, mime = uploads.cleaned_picture(file), "image/jpeg"
            name = str(PurePath(name).with_suffix(".jpg"))
    except ValidationError as error:
        raise ValidationError({"receipt": error}) from error
    return Receipt.objects.create(
        proof=row,
        expense=expense,
        file=content,
        name=name,
        mime=mime,
        size=content.size or checked.size,
        sha256=checked.sha256,
        uploaded_by=by,
    )


@transaction.atomic
def add_expense(
    proof: ProofOfUse, values: Mapping[str, Any], voucher: UploadedFile | None = None, *, by: User
) -> Expense:
    """Enter a payment, with its voucher if there is one. ValidationError by field.

    One that looks like another of this organisation needs an answer (`alike`): nothing is counted twice.
    """
    row = editable_proof(proof, by=by)
    expense = Expense(proof=row, created_by=by, **values)
    check(expense)
    settle_likeness(expense)
    expense.save()
    if voucher is not None:
        keep_receipt(row, voucher, by=by, expense=expense)
    return expense


@transaction.atomic
def change_expense(
    expense: Expense,
    values: Mapping[str, Any],
    voucher: UploadedFile | None = None,
    *,
    by: User,
    version: int,
) -> Expense:
    """Change a payment. ValidationError by field, `Stale`."""
    proof = editable_proof(expense.proof, by=by)
    lock_parts(expense)
    row = Expense.objects.get(pk=expense.pk)
    row.proof = proof
    if row.version != version:
        raise Stale(row)
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    check(row)
    settle_likeness(row)
    row.save()
    if voucher is not None:
        keep_receipt(proof, voucher, by=by, expense=row)
    return row


def check(expense: Expense) -> None:
    """The rules of an expense, likeness left aside. ValidationError by field."""
    if errors := faults(expense.eligible, expense.amount, expense.paid, expense.invoiced):
        raise ValidationError(errors)
    _ask_why_outside(expense)
    expense.clean_fields(exclude={"proof", "created_by"})


def faults(
    eligible: Decimal | None, amount: Decimal | None, paid: date | None, invoiced: date | None
) -> dict[str, str]:
    """All that is wrong with these of an expense, by field; None where one could not be read."""
    found = {}
    if eligible is not None and amount is not None and eligible > amount:
        found["eligible"] = _("This cannot be more than the whole amount.")
    if paid is not None and paid > today():
        found["paid"] = _("This day is still to come. Enter the day on which it was paid.")
    if invoiced is not None and invoiced > today():
        found["invoiced"] = _("This day is still to come. Enter the date that the invoice bears.")
    return found


def doubt(expense: Expense) -> str:
    """What is odd about an expense that can be right all the same; empty where nothing is."""
    if expense.invoiced is None or expense.invoiced <= expense.paid:
        return ""
    days = {"invoiced": expense.invoiced, "paid": expense.paid}
    text = _("The invoice is dated %(invoiced)s, after the payment of %(paid)s. Correct it if that is wrong.")
    return text % {name: date_format(day, "DATE_FORMAT") for name, day in days.items()}


def _ask_why_outside(expense: Expense) -> None:
    """Outside the award period a payment needs a reason; it is marked, and the Office decides.

    Only what was caused in the period can be eligible. The day of payment alone does not say so: the bill
    for a December evening comes in January, and an early start may have been allowed. So it is no ground to
    refuse the entry. How long after the end a payment counts without more ado is a rule of the award.
    """
    if not expense.is_outside:
        expense.outside_reason = ""
    elif not expense.outside_reason.strip():
        raise ValidationError({"outside_reason": outside_question(expense.proof.award, expense.paid)})


def outside_question(award: Award, paid: date) -> str:
    """What is asked about a payment on a day that `award` does not cover."""
    days = {"day": paid, "start": award.start, "end": award.end}
    return _(
        "%(day)s lies outside the award period (%(start)s – %(end)s). Correct the day, or say here why "
        "the payment belongs to the project all the same. The Office decides whether it counts."
    ) % {key: date_format(day, "DATE_FORMAT") for key, day in days.items()}


@transaction.atomic
def delete_expense(expense: Expense, *, by: User) -> None:
    """Take an expense out, its vouchers and their files with it. Its day and sum stay in the log."""
    request = editable_proof(expense.proof, by=by).award.request
    lock_parts(expense)
    note = f"{expense.paid:%Y-%m-%d}, {expense.eligible} EUR"
    write_log(request, Verb.DROP_EXPENSE, source=request.state, by=by, party=Party.APPLICANT, note=note)
    erase_expenses(Expense.objects.filter(pk=expense.pk))


@transaction.atomic
def delete_receipt(receipt: Receipt, *, by: User) -> None:
    editable_proof(receipt.proof, by=by)
    erase(Receipt.objects.filter(pk=receipt.pk))
