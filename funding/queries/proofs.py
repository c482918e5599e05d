from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from funding.choices import ProofState
from funding.finance import PayingPeriod
from funding.queries.offices import reviewed_by, stepped_back_from
from organisations.models import Organisation

if TYPE_CHECKING:
    from portal.accounts.models import User


class ProofQuerySet(models.QuerySet[Any]):
    """Proofs of use, from both sides."""

    def of_applicants(self, user: "User | AnonymousUser") -> Self:
        """Proofs of the organisations in which `user` may see the funding."""
        return self.filter(award__request__organisation__in=Organisation.objects.funding_open_to(user))

    def of_offices(self, user: "User | AnonymousUser") -> Self:
        """Submitted proofs of the Offices in which `user` reviews, his or her own cause left out."""
        if not user.is_authenticated:
            return self.none()
        rows = self.filter(state=ProofState.SUBMITTED, award__request__office__in=reviewed_by(user))
        rows = rows.exclude(award__request__organisation__in=Organisation.objects.of(user))
        return rows.exclude(award__request__in=stepped_back_from(user))

    def unchecked(self) -> Self:
        """Proofs of which the Office has not said yet that it checked them."""
        return self.filter(checked__isnull=True)


class ExpenseQuerySet(models.QuerySet[Any]):
    """Lines of the voucher list."""

    def outside(self, period: PayingPeriod) -> Self:
        """Paid on a day that `period` does not cover."""
        return self.exclude(paid__range=(period.start, period.last))

    def of_organisation(self, organisation: Organisation) -> Self:
        """In the proofs of all its awards."""
        return self.filter(proof__award__request__organisation=organisation)

    def like(self, amount: Decimal, paid: date, voucher_number: str) -> Self:
        """Perhaps the same payment: the same amount, and the number of the voucher or else the day."""
        same = self.filter(amount=amount)
        if not voucher_number:
            return same.filter(paid=paid)
        return same.filter(Q(voucher_number__iexact=voucher_number) | Q(voucher_number="", paid=paid))


class ReceiptQuerySet(models.QuerySet[Any]):
    """Papers of a proof of use."""

    def stray(self) -> Self:
        """Of no expense and no consent yet: their form is being corrected, or was given up."""
        return self.filter(expense__isnull=True, consent__isnull=True)


ExpenseManager = models.Manager.from_queryset(ExpenseQuerySet)
ProofManager = models.Manager.from_queryset(ProofQuerySet)
ReceiptManager = models.Manager.from_queryset(ReceiptQuerySet)
