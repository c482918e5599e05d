from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from funding.choices import CheckState, CostCategory, Effect, Remedy, RemedyEnd, Verdict
from funding.models.freezing import frozen_once
from funding.models.offices import Office
from funding.models.proofs import ProofOfUse
from funding.models.retrieval import MadeKnown
from funding.queries.checking import CheckingManager


class ProofCheck(MadeKnown):
    """How the Office checks a submitted proof of use (Verwendungsnachweisprüfung), up to the closing letter.

    Lines are named by their numbers in the frozen list of vouchers. What burdens the organisation is signed
    by two officers.
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
    # Interest on it as it is asked for now; legal remedy can lower it, the letter stays as it was.
    interest = models.DecimalField(_("interest asked for"), max_digits=14, decimal_places=2, default=0)
    interest_why = models.TextField(_("why interest is asked for, or none"), max_length=2000, blank=True)
    note = models.TextField(_("what the Office says about it"), max_length=4000, blank=True)
    unheard = models.TextField(_("why no hearing is needed"), max_length=2000, blank=True)
    effect = models.CharField(_("what becomes of the decision"), max_length=10, choices=Effect, blank=True)
    rests_on = models.TextField(_("the provision on which that rests"), max_length=1000, blank=True)
    two_sign = models.BooleanField(_("two officers sign it"), default=False, editable=False)
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

    paid_back = models.DecimalField(_("paid back"), max_digits=14, decimal_places=2, default=0)
    interest_paid = models.DecimalField(_("interest paid"), max_digits=14, decimal_places=2, default=0)
    paid_back_on = models.DateField(_("paid back on"), null=True, blank=True)

    # Legal remedy against the result. Of a second one, such as a lawsuit after an objection, these say the
    # later one; the log has both.
    contested = models.DateField(_("contested on"), null=True, blank=True)
    remedy = models.CharField(_("contested with"), max_length=10, choices=Remedy, blank=True)
    contestant = models.CharField(_("who contests it"), max_length=160, blank=True)
    suspends = models.BooleanField(_("nothing has to be paid meanwhile"), default=False)
    settled = models.DateField(_("legal remedy ended on"), null=True, blank=True)
    remedy_end = models.CharField(_("how it ended"), max_length=10, choices=RemedyEnd, blank=True)
    # What the recovery has become by it, and until when that is to be paid; the letter stays as it was.
    remedied = models.DecimalField(
        _("asked back by the new decision"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    regranted = models.DecimalField(
        _("grant by the new decision"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    # A higher grant as one officer proposes it, until a second one records the same.
    raise_to = models.DecimalField(
        _("higher grant that is proposed"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    raise_day = models.DateField(_("day of the higher grant"), null=True, blank=True)
    raise_note = models.TextField(_("why a higher grant is proposed"), max_length=500, blank=True)
    raise_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    pay_anew_by = models.DateField(_("to be paid back until, anew"), null=True, blank=True)

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
                condition=Q(closed_by__isnull=True)
                | Q(recovery=0, two_sign=False)
                | ~Q(closed_by=F("proposed_by")),
                name="two_people_sign_what_burdens",
            ),
            models.CheckConstraint(
                condition=Q(recovery__isnull=True) | Q(recovery=0) | Q(pay_back_by__isnull=False),
                name="money_comes_back_by_a_day",
            ),
            models.CheckConstraint(
                condition=Q(paid_back=0) | Q(paid_back__gt=0, paid_back__lte=F("recovery")),
                name="paid_back_within_what_is_owed",
            ),
            models.CheckConstraint(
                condition=Q(interest=0) | Q(interest__gt=0, recovery__gt=0), name="interest_is_on_a_recovery"
            ),
            models.CheckConstraint(condition=Q(interest_paid__gte=0), name="interest_is_paid_to_the_office"),
            models.CheckConstraint(
                condition=Q(
                    contested__isnull=True,
                    remedy="",
                    contestant="",
                    suspends=False,
                    settled__isnull=True,
                    remedied__isnull=True,
                    pay_anew_by__isnull=True,
                )
                | (Q(contested__isnull=False, state=CheckState.CLOSED) & ~Q(remedy="")),
                name="only_a_closed_check_is_contested",
            ),
            models.CheckConstraint(
                condition=Q(settled__isnull=True, remedy_end="")
                | (Q(settled__isnull=False, settled__gte=F("contested")) & ~Q(remedy_end="")),
                name="legal_remedy_ends_in_some_way",
            ),
            models.CheckConstraint(
                condition=Q(remedied__isnull=True) | Q(remedied__gte=0, remedied__lt=F("recovery")),
                name="legal_remedy_asks_less_back",
            ),
            models.CheckConstraint(
                condition=Q(regranted__isnull=True)
                | Q(regranted__gt=F("entitled") + F("recovery"), contested__isnull=False)
                & (Q(recovery=0) | Q(remedied=0)),
                name="legal_remedy_grants_more",
            ),
        ]
        indexes = [
            models.Index(
                fields=["contested"], condition=Q(contested__isnull=False), name="contested_results"
            ),
            # What waits for a second officer, or to be posted, is little beside all that was ever checked.
            models.Index(fields=["proof"], condition=Q(state=CheckState.PROPOSED), name="results_to_sign"),
            models.Index(
                fields=["proof"],
                condition=Q(state=CheckState.CLOSED, known__isnull=True, frozen__burdens=True),
                name="results_to_post",
            ),
        ]
        triggers = [
            frozen_once(
                "closed", "frozen", "sha256", "closed", "entitled", "recovery", "pay_back_by", "note",
                "sample", "seed", "kept_until", "effect", "rests_on", "two_sign", "interest_why",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.proof)

    @property
    def offered(self) -> datetime | None:
        return self.closed

    def is_to_be_posted(self, office: Office) -> bool:
        """Only a result that burdens has to be made known."""
        return bool(self.frozen and self.frozen["burdens"]) and super().is_to_be_posted(office)

    @property
    def is_open(self) -> bool:
        return self.state == CheckState.OPEN

    @property
    def is_closed(self) -> bool:
        return self.state == CheckState.CLOSED

    @property
    def is_contested(self) -> bool:
        """Legal remedy against the result is under way."""
        return self.contested is not None and self.settled is None

    @property
    def is_suspended(self) -> bool:
        """It is contested, and nothing has to be paid until that is over."""
        return self.is_contested and self.suspends

    @property
    def is_judged(self) -> bool:
        """A court has decided: no new time for legal remedy begins here."""
        is_decided = self.settled is not None and self.remedy_end != RemedyEnd.WITHDRAWN
        return is_decided and self.remedy == Remedy.LAWSUIT

    @property
    def waits_for_office(self) -> bool:
        """The Office has to see to an objection, or to give money back. On a lawsuit a court decides."""
        return (self.is_contested and self.remedy == Remedy.OBJECTION) or self.overpaid > 0

    @property
    def asked_back(self) -> Decimal:
        """What is asked back by the letter, or by what legal remedy has made of it; EUR."""
        return (self.recovery or Decimal(0)) if self.remedied is None else self.remedied

    @property
    def granted(self) -> Decimal:
        """The grant of a closed check: by its letter, and by what legal remedy has changed; EUR."""
        if self.regranted is not None:
            return self.regranted
        return (self.entitled or Decimal(0)) + (self.recovery or Decimal(0)) - self.asked_back

    @property
    def owed(self) -> Decimal:
        """What is still to be paid back, interest with it; EUR."""
        if not self.is_closed:
            return Decimal(0)
        rest = max(Decimal(0), self.asked_back - self.paid_back)
        return rest + max(Decimal(0), self.interest - self.interest_paid)

    @property
    def overpaid(self) -> Decimal:
        """What came back and is not asked back any more, interest with it; EUR."""
        if not self.is_closed:
            return Decimal(0)
        more = max(Decimal(0), self.paid_back - self.asked_back)
        return more + max(Decimal(0), self.interest_paid - self.interest)

    @property
    def came_back(self) -> Decimal:
        """What the organisation has paid of the recovery and of its interest; EUR."""
        return self.paid_back + self.interest_paid

    @property
    def still_due(self) -> Decimal:
        """What of the grant is still to be paid out; EUR."""
        return max(Decimal(0), self.granted - self.proof.award.drawn) if self.is_closed else Decimal(0)

    @property
    def due_by(self) -> date | None:
        """The last day to pay back."""
        return self.pay_anew_by or self.pay_back_by


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
