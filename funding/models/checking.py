from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from funding.choices import CheckState, CostCategory, Verdict
from funding.models.freezing import frozen_once
from funding.models.proofs import ProofOfUse
from funding.queries.checking import CheckingManager


class ProofCheck(models.Model):
    """How the Office checks a submitted proof of use (Verwendungsnachweisprüfung), up to the closing letter.

    Lines are named by their numbers in the frozen list of vouchers. Money is asked back by two officers.
    """

    proof = models.OneToOneField(ProofOfUse, models.PROTECT, related_name="checking")
    version = models.PositiveIntegerField(default=1, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=CheckState, default=CheckState.OPEN)
    begun = models.DateTimeField(auto_now_add=True)
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    # The sample: who knows the seed can draw the same lines again.
    seed = models.CharField(_("seed of the lot"), max_length=32, blank=True)
    percent = models.PositiveSmallIntegerField(_("per cent of the lines"), null=True, blank=True)
    sample = models.JSONField(_("lines that were drawn"), default=list, blank=True)
    drawn = models.DateTimeField(null=True, blank=True)

    # The result; EUR.
    entitled = models.DecimalField(_("entitled"), max_digits=14, decimal_places=2, null=True, blank=True)
    recovery = models.DecimalField(
        _("to be paid back"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    pay_back_by = models.DateField(_("to be paid back until"), null=True, blank=True)
    note = models.TextField(_("what the Office says about it"), max_length=4000, blank=True)
    unheard = models.TextField(_("why no hearing is needed"), max_length=2000, blank=True)
    proposed = models.DateTimeField(null=True, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    closed = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    kept_until = models.DateField(_("vouchers to be kept until"), null=True, blank=True)
    frozen = models.JSONField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    posted = models.DateField(_("sent by post on"), null=True, blank=True)
    known = models.DateField(_("counts as made known on"), null=True, blank=True)

    paid_back = models.DecimalField(_("paid back"), max_digits=14, decimal_places=2, default=0)
    paid_back_on = models.DateField(_("paid back on"), null=True, blank=True)

    objects: ClassVar[CheckingManager] = CheckingManager()

    class Meta:
        verbose_name = _("check of a proof of use")
        verbose_name_plural = _("checks of proofs of use")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=CheckState.CLOSED, frozen__isnull=False, closed__isnull=False)
                | (~Q(state=CheckState.CLOSED) & Q(frozen__isnull=True, closed__isnull=True)),
                name="closed_check_is_frozen",
            ),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True) | Q(recovery=0) | ~Q(closed_by=F("proposed_by")),
                name="two_people_ask_money_back",
            ),
            models.CheckConstraint(
                condition=Q(recovery__isnull=True) | Q(recovery=0) | Q(pay_back_by__isnull=False),
                name="money_comes_back_by_a_day",
            ),
            models.CheckConstraint(
                condition=Q(paid_back=0) | Q(paid_back__gt=0, paid_back__lte=F("recovery")),
                name="paid_back_within_what_is_owed",
            ),
        ]
        triggers = [
            frozen_once(
                "closed", "frozen", "sha256", "closed", "entitled", "recovery", "pay_back_by", "note",
                "sample", "seed", "kept_until",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.proof)

    @property
    def is_open(self) -> bool:
        return self.state == CheckState.OPEN

    @property
    def is_closed(self) -> bool:
        return self.state == CheckState.CLOSED

    @property
    def owed(self) -> Decimal:
        """What is still to be paid back; EUR."""
        return (self.recovery or Decimal(0)) - self.paid_back if self.is_closed else Decimal(0)


class VoucherFinding(models.Model):
    """What an officer found in one line of the voucher list; a line without one counts as it was claimed."""

    checking = models.ForeignKey(ProofCheck, models.PROTECT, related_name="findings")
    number = models.PositiveIntegerField(_("No."))
    verdict = models.CharField(_("result"), max_length=8, choices=Verdict)
    category = models.CharField(_("kind of cost"), max_length=12, choices=CostCategory)
    claimed = models.DecimalField(_("claimed"), max_digits=12, decimal_places=2)
    accepted = models.DecimalField(_("accepted"), max_digits=12, decimal_places=2)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    found_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    found = models.DateTimeField(auto_now=True)

    objects: ClassVar[models.Manager[VoucherFinding]] = models.Manager()

    class Meta:
        verbose_name = _("finding on a voucher")
        verbose_name_plural = _("findings on vouchers")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["checking", "number"], name="one_finding_per_voucher"),
            models.CheckConstraint(
                condition=Q(verdict=Verdict.ACCEPTED, accepted=F("claimed"))
                | Q(verdict=Verdict.PARTLY, accepted__gt=0, accepted__lt=F("claimed"))
                | Q(verdict=Verdict.REJECTED, accepted=0),
                name="accepted_as_the_verdict_says",
            ),
            models.CheckConstraint(
                condition=Q(verdict=Verdict.ACCEPTED) | ~Q(reason=""), name="finding_has_its_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.get_verdict_display()}"
