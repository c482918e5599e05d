from __future__ import annotations

from datetime import datetime
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from funding.choices import Financing, Notice, Outcome, ProofMode, Refusal
from funding.models.freezing import frozen_once
from funding.models.programmes import interim_months
from funding.models.requests import FundingRequest
from funding.models.retrieval import MadeKnown
from funding.models.snapshots import Snapshot
from funding.queries.decisions import DecisionManager

FROZEN = (
    "request_id",
    "submission_id",
    "outcome",
    "refusal",
    "financing",
    "plan",
    "eligible",
    "amount",
    "period_start",
    "period_end",
    "reasons",
    "conditions",
    "unheard",
    "proof_mode",
    "proof_due",
    "retention_years",
    "interim_months",
    "terms",
    "proposed",
    "countersigned",
    "frozen",
    "sha256",
)


class Decision(MadeKnown):
    """A proposal of one officer that a second one countersigns; from then on it is frozen."""

    request = models.ForeignKey(FundingRequest, models.PROTECT, related_name="decisions")
    submission = models.ForeignKey(Snapshot, models.PROTECT, related_name="decisions")
    outcome = models.CharField(_("decision"), max_length=10, choices=Outcome)
    # Empty for what is not rejected, and for what was rejected before it was asked.
    refusal = models.CharField(_("why it is rejected"), max_length=10, choices=Refusal, blank=True)
    financing = models.CharField(_("type of financing"), max_length=8, choices=Financing)
    # The plan as it is to bind, by category and by source: see `Award.plan`.
    plan = models.JSONField()
    eligible = models.DecimalField(_("eligible costs"), max_digits=14, decimal_places=2)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    period_start = models.DateField(_("period from"))
    period_end = models.DateField(_("period until"))
    # As the programme suggests, unless the officer says otherwise.
    proof_mode = models.CharField(
        _("what proves the use"), max_length=12, choices=ProofMode, default=ProofMode.REGULAR
    )
    proof_due = models.DateField(_("proof of use until"), null=True, blank=True)
    retention_years = models.PositiveSmallIntegerField(_("years to keep vouchers"), null=True, blank=True)
    interim_months = interim_months()
    # The rules of the award that are not as the programme says, as text by the column of `Award`.
    terms = models.JSONField(default=dict, blank=True)
    reasons = models.TextField(_("reasons, also for what is cut"), max_length=6000, blank=True)
    conditions = models.TextField(_("conditions"), max_length=6000, blank=True)
    note = models.TextField(_("note for the second officer"), max_length=2000, blank=True)
    # Why the organisation was not heard on what burdens it, if it was not.
    unheard = models.TextField(_("why no hearing is needed"), max_length=1000, blank=True)

    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    proposed = models.DateTimeField(auto_now_add=True)
    countersigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    countersigned = models.DateTimeField(null=True, blank=True)
    voided = models.DateTimeField(null=True, blank=True)
    announced = models.DateTimeField(null=True, blank=True)
    # The day on which an objection or a complaint to the court came in, if one did.
    contested = models.DateField(_("contested on"), null=True, blank=True)
    # The day of the letter in which the applicant gives up legal remedy, if it does.
    waived = models.DateField(_("legal remedy waived on"), null=True, blank=True)
    # What the letter says, and its hash; filled in when countersigned.
    frozen = models.JSONField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    objects: ClassVar[DecisionManager] = DecisionManager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-proposed", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(countersigned_by__isnull=True)
                | models.Q(proposed_by__isnull=True)
                | ~models.Q(countersigned_by=models.F("proposed_by")),
                name="four_eyes",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome=Outcome.REJECTED, amount=0)
                | (~models.Q(outcome=Outcome.REJECTED) & models.Q(amount__gt=0)),
                name="decision_amount_fits_its_outcome",
            ),
            models.CheckConstraint(
                condition=models.Q(refusal="")
                | models.Q(outcome=Outcome.REJECTED, refusal__in=Refusal.values),
                name="only_what_is_rejected_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(amount__lte=models.F("eligible")), name="decision_within_eligible_costs"
            ),
            models.CheckConstraint(
                condition=models.Q(period_end__gte=models.F("period_start")),
                name="decision_period_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(countersigned__isnull=True, frozen__isnull=True)
                | models.Q(countersigned__isnull=False, frozen__isnull=False),
                name="countersigned_means_frozen",
            ),
            models.CheckConstraint(
                condition=models.Q(announced__isnull=True) | models.Q(countersigned__isnull=False),
                name="announced_only_countersigned",
            ),
            models.CheckConstraint(
                condition=models.Q(waived__isnull=True) | models.Q(announced__isnull=False),
                name="remedy_waived_only_when_announced",
            ),
            models.CheckConstraint(
                condition=models.Q(contested__isnull=True) | models.Q(announced__isnull=False),
                name="contested_only_when_announced",
            ),
            models.CheckConstraint(
                condition=~models.Q(way=Notice.POST) | models.Q(posted__isnull=False, known__isnull=False),
                name="posted_means_known_on_a_day",
            ),
            models.UniqueConstraint(
                fields=["request"],
                condition=models.Q(voided__isnull=True),
                name="one_valid_decision",
            ),
        ]
        indexes = [
            models.Index(
                fields=["announced"],
                condition=models.Q(
                    way=Notice.RETRIEVAL, known__isnull=True, voided__isnull=True, announced__isnull=False
                ),
                name="decisions_to_retrieve",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="decision_stays", operation=pgtrigger.Delete),
            frozen_once("countersigned", *FROZEN),
            # What is signed falls with a request that is withdrawn, what is announced by legal remedy only.
            frozen_once("announced", "voided", unless="contested"),
            frozen_once("voided", "voided"),
        ]

    def __str__(self) -> str:
        return f"{self.request} · {self.get_outcome_display()}"

    @property
    def conditions_in_letter(self) -> str:
        """The conditions as the signed letter says them, with the numbers of the award."""
        said: str = (self.frozen or {}).get("conditions", self.conditions)
        return said

    @property
    def offered(self) -> datetime | None:
        return self.announced
