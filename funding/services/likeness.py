"""Expenses that look as if they were entered twice, in one award or in two."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db.models import Q, Sum
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from funding.choices import Alike
from funding.models import Expense
from funding.queries.proofs import ExpenseQuerySet
from portal.lib.money import euros


def lookalikes(expense: Expense) -> ExpenseQuerySet:
    """Expenses of the same organisation, whatever the award, that are perhaps the same payment.

    Of two that were entered one after the other, the second has been asked about and has answered for both.
    """
    others = Expense.objects.of_organisation(expense.proof.award.request.organisation)
    alike = others.like(expense.amount, expense.paid, expense.voucher_number).exclude(pk=expense.pk)
    if expense.pk:
        alike = alike.exclude(~Q(alike=""), pk__gt=expense.pk)
    return alike.select_related("proof__award__request").order_by("pk")


def settle_likeness(expense: Expense) -> None:
    """Ask about an expense that looks like another one; of a divided payment no part is counted twice.

    Call it before `expense` is saved. Raises ValidationError by field: `alike` without an answer, `eligible`
    where the parts together are more than was paid.
    """
    other = lookalikes(expense).first()
    if other is None and expense.alike:
        expense.alike, expense.payment = "", None
    elif expense.alike == Alike.OTHER:
        expense.payment = None
    elif other and expense.alike == Alike.DIVIDED:
        _join(expense, other)
    elif other and not expense.payment:
        raise ValidationError({"alike": question(other)})
    if expense.payment:
        _refuse_too_much(expense)


def question(other: Expense) -> str:
    """What is asked about an expense that looks like `other`."""
    known = {
        "payee": other.payee,
        "day": date_format(other.paid, "DATE_FORMAT"),
        "sum": euros(other.amount),
        "title": other.proof.award.request.title,
    }
    return (
        _(
            "It looks as if this was entered already: %(payee)s, %(day)s, %(sum)s, for “%(title)s”. "
            "Is it another payment, or the same?"
        )
        % known
    )


def _join(expense: Expense, other: Expense) -> None:
    """The payment is that of `other`, and of all that share it already."""
    lock_parts(other)
    other.refresh_from_db(fields=["payment"])
    expense.payment = other.payment or uuid4()
    Expense.objects.filter(pk=other.pk).update(payment=expense.payment)


def lock_parts(expense: Expense) -> None:
    """Lock an expense and all that share its payment, in order, whatever award they are in."""
    parts = Expense.objects.filter(Q(pk=expense.pk) | Q(payment__isnull=False, payment=expense.payment))
    list(parts.select_for_update(of=("self",)).order_by("pk").values_list("pk"))


def _refuse_too_much(expense: Expense) -> None:
    """All awards together count no more of a payment than was paid."""
    others = Expense.objects.filter(payment=expense.payment).exclude(pk=expense.pk)
    counted = others.aggregate(sum=Sum("eligible"))["sum"] or Decimal("0.00")
    if counted + expense.eligible > expense.amount:
        left = max(expense.amount - counted, Decimal("0.00"))
        words = _("Of this payment %(sum)s is left to be counted.") % {"sum": euros(left)}
        raise ValidationError({"eligible": words})
