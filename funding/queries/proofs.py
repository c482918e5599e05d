from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery, Sum

from funding.choices import AFTER_CHECKS, CheckState, ProofState
from funding.finance import PayingPeriod
from funding.queries.offices import reviewable
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
        return reviewable(self.filter(state=ProofState.SUBMITTED), user, "award__request")

    def unchecked(self) -> Self:
        """Proofs of which the Office has not said yet that it checked them."""
        return self.filter(checked__isnull=True)

    def to_check(self) -> Self:
        """Unchecked ones, without those whose check waits for the signature of a second officer."""
        checks = self.model._meta.get_field("checking").related_model._default_manager
        proposed = checks.filter(proof=OuterRef("pk"), state=CheckState.PROPOSED)
        return self.unchecked().filter(~Exists(proposed))

    def with_answers_awaited(self) -> Self:
        """Each with `heard_until` and `asked_until`: the last day of what the organisation can answer now."""
        request = self.model._meta.get_field("award").related_model._meta.get_field("request").related_model
        threads = request._meta.get_field("clarifications").related_model._default_manager
        running = threads.running().filter(request=OuterRef("award__request")).order_by("deadline")
        return self.annotate(
            heard_until=Subquery(running.filter(about__in=AFTER_CHECKS).values("deadline")[:1]),
            asked_until=Subquery(running.about_proofs().values("deadline")[:1]),
        )


class ExpenseQuerySet(models.QuerySet[Any]):
    """Lines of the voucher list."""

    def outside(self, period: PayingPeriod) -> Self:
        """Paid on a day that `period` does not cover."""
        return self.exclude(paid__range=(period.start, period.last))

    def with_elsewhere(self) -> Self:
        """Each with `elsewhere`: what other awards count of the same payment, in EUR; None if none does."""
        parts = self.model._default_manager.filter(payment=OuterRef("payment")).order_by()
        others = parts.exclude(proof=OuterRef("proof")).values("payment")
        return self.annotate(elsewhere=Subquery(others.annotate(sum=Sum("eligible")).values("sum")))

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
        """Of no expense and no consent: kept by an earlier version for a form that was given up."""
        return self.filter(expense__isnull=True, consent__isnull=True)


ExpenseManager = models.Manager.from_queryset(ExpenseQuerySet)
ProofManager = models.Manager.from_queryset(ProofQuerySet)
ReceiptManager = models.Manager.from_queryset(ReceiptQuerySet)
