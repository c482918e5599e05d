from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from funding.choices import Financing, ProofMode
from funding.finance import PayingPeriod
from funding.models.decisions import Decision
from funding.models.programmes import (
    euros,
    interest_points,
    interim_months,
    late_days,
    share,
    spending_weeks,
    unused_lapses,
)
from funding.models.requests import FundingRequest
from funding.queries.awards import AwardManager
from portal.lib.dates import today


class Award(models.Model):
    """What an announced approval gives, with every rule that binds it; suggested by the programme."""

    request = models.OneToOneField(FundingRequest, models.PROTECT, related_name="award")
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="award")
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    financing = models.CharField(_("type of financing"), max_length=8, choices=Financing)
    start = models.DateField(_("period from"))
    end = models.DateField(_("period until"))
    # The plan by category and by source, as {"costs": {category: "12.50"}, "incomes": {source: "3.00"}}.
    plan = models.JSONField()
    deviation_rate = share(_("a category may be exceeded by"))
    minor_change = euros(_("changes up to this sum do not count"))
    other_income_reduces = models.BooleanField(_("other income lowers a fixed sum"), default=False)
    volunteer_rate = euros(_("value of a volunteer hour"))
    volunteer_cap = share(_("volunteer work, at most this part of the eligible costs"))
    late_payment_days = late_days()
    drawdown_weeks = spending_weeks()
    proof_mode = models.CharField(
        _("what proves the use"), max_length=12, choices=ProofMode, default=ProofMode.REGULAR
    )
    proof_due = models.DateField(_("proof of use until"), null=True, blank=True)
    retention_years = models.PositiveSmallIntegerField(_("years to keep vouchers"), null=True, blank=True)
    interim_months = interim_months()
    interest_points = interest_points()
    unused_lapses = unused_lapses()
    drawn = models.DecimalField(_("paid out"), max_digits=14, decimal_places=2, default=0)
    created = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[AwardManager] = AwardManager()

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        ordering = ["-created"]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="award_gives_something"),
            models.CheckConstraint(
                condition=models.Q(drawn__gte=0, drawn__lte=models.F("amount")), name="drawn_within_award"
            ),
            models.CheckConstraint(
                condition=models.Q(end__gte=models.F("start")), name="award_period_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request} · {self.amount}"

    @property
    def has_begun(self) -> bool:
        """The period of the award has begun, or is over."""
        return self.start <= today()

    def differs_from(self, decision: Decision) -> bool:
        """A change of the plan or of the period was allowed since."""
        return self.end != decision.period_end or self.plan != decision.plan

    @property
    def paying_period(self) -> PayingPeriod:
        return PayingPeriod(self.start, self.end, self.late_payment_days or 0)
