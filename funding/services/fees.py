"""Fees of paid helpers: from the dates on which they worked to the expense that pays for these hours."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_UP, Decimal
from itertools import groupby

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone, translation
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from funding import finance
from funding.choices import CostCategory, ProofState
from funding.models import Expense, PaidHours, ProofOfUse
from funding.services.expenses import add_expense
from funding.services.proofs import editable_proof
from parentwork.choices import AssignmentState, DateState
from parentwork.models import Assignment, Helper, WorkshopDate
from portal.accounts.models import User
from portal.lib.money import euros

_QUARTERS = Decimal(4)


def unpaid_work(proof: ProofOfUse, *, by: User) -> QuerySet[Assignment]:
    """Paid helpers whom `by` sees, on dates of linked series that took place in the award period.

    Only those whose hours no expense pays for yet; by name and day.
    """
    award = proof.award
    rows = _unpaid(by).filter(
        helper__organisation=award.request.organisation_id, date__workshop__funded_by__award=award,
        starts__date__range=(award.start, award.end),
    )  # fmt: skip
    found = rows.select_related("helper", "date__workshop")
    return found.order_by("helper__name", "helper", "starts", "pk")


@dataclass(frozen=True)
class Unpaid:
    """A paid helper with the dates that no expense pays for yet, and how many hours they took."""

    helper: Helper
    dates: int
    hours: Decimal


def unpaid_helpers(proof: ProofOfUse, *, by: User) -> list[Unpaid]:
    """Whose hours `unpaid_work` is, by name."""
    found = []
    for helper, rows in groupby(unpaid_work(proof, by=by), key=lambda it: it.helper):
        lengths = [length_of(it.date) for it in rows]
        found.append(Unpaid(helper, len(lengths), sum(lengths, Decimal(0))))
    return found


def proofs_to_pay(helper: Helper, *, by: User) -> QuerySet[ProofOfUse]:
    """Open proofs whose awards could pay hours of `helper` that no expense pays for yet."""
    work = _unpaid(by).filter(
        helper=helper, date__workshop__funded_by__award=OuterRef("award"),
        starts__date__range=(OuterRef("award__start"), OuterRef("award__end")),
    )  # fmt: skip
    own = ProofOfUse.objects.of_applicants(by).filter(award__request__organisation=helper.organisation_id)
    open_ones = own.filter(Exists(work), state=ProofState.OPEN).defer("frozen")
    return open_ones.select_related("award__request__organisation").order_by("award__end", "pk")


def _unpaid(by: User) -> QuerySet[Assignment]:
    """Work of paid helpers whom `by` sees, on dates that took place."""
    rows = Assignment.objects.filter(
        helper__in=Helper.objects.visible_to(by).filter(is_paid=True), state=AssignmentState.AGREED,
        date__state=DateState.PLANNED, ends__lte=timezone.now(),
    )  # fmt: skip
    paid = PaidHours.objects.filter(helper=OuterRef("helper"), date=OuterRef("date"))
    return rows.exclude(Exists(paid))


def length_of(day: WorkshopDate) -> Decimal:
    """How long a date took, in hours; quarters that have begun count."""
    seconds = Decimal(int((day.ends - day.starts).total_seconds()))
    return (seconds * _QUARTERS / 3600).quantize(Decimal(1), ROUND_UP) / _QUARTERS


@transaction.atomic
def pay_hours(
    proof: ProofOfUse,
    helper: Helper,
    hours: Mapping[int, Decimal],
    rate: Decimal,
    paid: date,
    outside_reason: str = "",
    alike: str = "",
    *,
    by: User,
) -> Expense:
    """Enter the fee of a helper for `hours` by date as an expense, at `rate` EUR an hour.

    PermissionDenied, ValidationError by field. Hours that are paid already are not paid again.
    """
    row = editable_proof(proof, by=by)
    Helper.objects.select_for_update(no_key=True).get(pk=helper.pk)  # another award may pay them now
    work = {it.date_id: it.date for it in unpaid_work(row, by=by).filter(helper=helper)}
    if not hours:
        raise ValidationError(_("Enter the hours of one date at least."))
    if not set(hours) <= set(work):
        raise ValidationError(_("Some of these hours are paid already. Open the page anew."), "paid")
    amount = finance.cents(sum(hours.values(), Decimal(0)) * rate)
    values = {
        "paid": paid, "outside_reason": outside_reason, "alike": alike, "payee": helper.name,
        "reason": _reason([work[pk] for pk in hours], sum(hours.values(), Decimal(0)), rate),
        "category": CostCategory.FEES, "amount": amount, "eligible": amount, "voucher_number": "",
        "invoiced": None,
    }  # fmt: skip
    expense = add_expense(row, values, by=by)
    PaidHours.objects.bulk_create(
        PaidHours(expense=expense, helper=helper, date=work[pk], hours=number, rate=rate)
        for pk, number in hours.items()
    )
    return expense


def _reason(dates: list[WorkshopDate], hours: Decimal, rate: Decimal) -> str:
    """What the list of vouchers says; German, as the list is."""
    days = sorted({day.day for day in dates})
    span = " bis ".join(f"{day:%d.%m.%Y}" for day in (days if len(days) == 1 else (days[0], days[-1])))
    with translation.override("de"):
        number = number_format(hours.normalize())
    return f"Honorar, {number} Std. zu {euros(rate, 'de')}, {span}"
