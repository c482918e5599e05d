"""Expenses that look as if they were entered twice, in one award or in two."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db.models import Min, Q, Sum
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
    # A part stays one while there are others, even if a day or a number of it is corrected.
    is_part = expense.alike == Alike.DIVIDED and parts_of(expense).exists()
    if other is None and expense.alike and not is_part:
        expense.alike, expense.payment = "", None
    elif expense.alike == Alike.OTHER:
        expense.payment = None
    elif other and expense.alike == Alike.DIVIDED:
        expense.payment = join(other)
    elif other and not expense.payment:
        raise ValidationError({"alike": question(other)})
    if expense.payment:
        refuse_too_much(expense)


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


def join(other: Expense) -> UUID:
    """The payment of `other`, and of all that share it already; locked, so that another part can be added."""
    lock_parts(other)
    other.refresh_from_db(fields=["payment"])
    payment = other.payment or uuid4()
    Expense.objects.filter(pk=other.pk).update(payment=payment)
    return payment


def parts_of(expense: Expense) -> ExpenseQuerySet:
    """The other parts of the same payment; none where it is not divided."""
    if expense.payment is None:
        return Expense.objects.none()
    return Expense.objects.filter(payment=expense.payment).exclude(pk=expense.pk)


def lock_parts(expense: Expense) -> None:
    """Lock an expense and all that share its payment, in order, whatever award they are in."""
    parts = Expense.objects.filter(Q(pk=expense.pk) | Q(payment__isnull=False, payment=expense.payment))
    list(parts.select_for_update(of=("self",)).order_by("pk").values_list("pk"))


def refuse_too_much(expense: Expense) -> None:
    """All awards together count no more of a payment than was paid, as its part with the least says it."""
    others = parts_of(expense).aggregate(sum=Sum("eligible", default=Decimal(0)), least=Min("amount"))
    paid = min(expense.amount, others["least"] or expense.amount)
    if others["sum"] + expense.eligible > paid:
        left = max(paid - others["sum"], Decimal("0.00"))
        words = _("Of this payment %(sum)s is left to be counted.") % {"sum": euros(left)}
        raise ValidationError({"eligible": words})
