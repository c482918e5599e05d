from __future__ import annotations

import uuid
from datetime import date
from pathlib import PurePath
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from funding.choices import Alike, CostCategory, IncomeSource, ProofState
from funding.models.awards import Award
from funding.models.freezing import frozen_once
from funding.queries.proofs import ExpenseManager, ProofManager, ReceiptManager
from portal.lib.dates import day_of

# One's own money is what remains; the grant and volunteer work are counted elsewhere.
RECEIVED = [
    (source.value, source.label) for source in (IncomeSource.FEES, IncomeSource.PRIVATE, IncomeSource.PUBLIC)
]


class ProofOfUse(models.Model):
    """How an award was used (Verwendungsnachweis): what was done, and the figures. Frozen when submitted."""

    award = models.OneToOneField(Award, models.PROTECT, related_name="proof")
    state = models.CharField(_("state"), max_length=10, choices=ProofState, default=ProofState.OPEN)
    version = models.PositiveIntegerField(default=1, editable=False)
    done = models.TextField(_("what was done"), max_length=8000, blank=True)
    results = models.TextField(_("what came of it"), max_length=8000, blank=True)
    deviations = models.TextField(_("what went otherwise than planned, and why"), max_length=4000, blank=True)
    cooperation = models.TextField(_("who worked together"), max_length=4000, blank=True)
    outlook = models.TextField(_("how it goes on"), max_length=4000, blank=True)
    # What is counted is never typed over; this stands beside it.
    remarks = models.TextField(_("remarks on what was counted"), max_length=2000, blank=True)
    # Both are the organisation's own and stay so, unless it wants them in its report.
    shows_feedback = models.BooleanField(_("shows what families said"), default=False)
    shows_evaluation = models.BooleanField(_("shows the self-evaluation"), default=False)
    created = models.DateTimeField(auto_now_add=True)
    submitted = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    checked = models.DateTimeField(_("checked by the Office"), null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    check_note = models.TextField(_("what the Office says about it"), max_length=4000, blank=True)
    frozen = models.JSONField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    objects: ClassVar[ProofManager] = ProofManager()

    class Meta:
        verbose_name = _("proof of use")
        verbose_name_plural = _("proofs of use")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=ProofState.OPEN, frozen__isnull=True, submitted__isnull=True)
                | models.Q(state=ProofState.SUBMITTED, frozen__isnull=False, submitted__isnull=False),
                name="submitted_proof_is_frozen",
            ),
            models.CheckConstraint(
                condition=models.Q(checked__isnull=True) | models.Q(submitted__isnull=False),
                name="only_a_submitted_proof_is_checked",
            ),
        ]
        indexes = [
            models.Index(
                fields=["submitted"],
                condition=models.Q(state=ProofState.SUBMITTED, checked__isnull=True),
                name="proofs_to_check",
            ),
        ]
        triggers = [
            frozen_once(
                "submitted",
                "frozen",
                "sha256",
                "submitted",
                "done",
                "results",
                "deviations",
                "cooperation",
                "outlook",
                "remarks",
            ),
        ]

    def __str__(self) -> str:
        return str(self.award)

    @property
    def is_open(self) -> bool:
        return self.state == ProofState.OPEN

    @property
    def sent_figures(self) -> dict[str, Any]:
        """What was submitted; only a submitted proof has it."""
        assert self.frozen is not None  # noqa: S101 - the database holds it
        return self.frozen

    @property
    def sent_on(self) -> date:
        """The day in Germany on which it was submitted; only a submitted proof has it."""
        assert self.submitted is not None  # noqa: S101 - the database holds it
        return day_of(self.submitted)


class NarrativeDraft(models.Model):
    """What a person has typed into the narrative report and not saved yet, kept as it was typed."""

    proof = models.ForeignKey(ProofOfUse, models.CASCADE, related_name="drafts")
    # None: the report of the whole proof.
    interim = models.ForeignKey("InterimProof", models.CASCADE, null=True, blank=True, related_name="drafts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    data = models.JSONField(default=dict)
    base_version = models.PositiveIntegerField()
    saved = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["proof", "interim", "author"],
                name="one_draft_per_report_and_author",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return str(self.proof)


class Expense(models.Model):
    """A payment made for the project: a line of the voucher list (Belegliste)."""

    proof = models.ForeignKey(ProofOfUse, models.PROTECT, related_name="expenses")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    voucher_number = models.CharField(_("number of the voucher"), max_length=40, blank=True)
    invoiced = models.DateField(_("date of the invoice"), null=True, blank=True)
    paid = models.DateField(_("paid on"))
    outside_reason = models.CharField(
        _("why it belongs to the project all the same"), max_length=300, blank=True
    )
    payee = models.CharField(_("paid to"), max_length=160)
    reason = models.CharField(_("what for"), max_length=200)
    category = models.CharField(_("kind of cost"), max_length=12, choices=CostCategory)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    eligible = models.DecimalField(_("of which for the project"), max_digits=12, decimal_places=2)
    # What was said when it looked like another one; expenses of one payment that is divided share `payment`.
    alike = models.CharField(_("looks like another one"), max_length=8, choices=Alike, blank=True)
    payment = models.UUIDField(null=True, blank=True, editable=False, db_index=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[ExpenseManager] = ExpenseManager()

    class Meta:
        verbose_name = _("expense")
        verbose_name_plural = _("expenses")
        ordering = ["paid", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__gt=0, eligible__gte=0, eligible__lte=models.F("amount")),
                name="eligible_part_of_an_expense",
            ),
            models.CheckConstraint(
                condition=~models.Q(category=CostCategory.IN_KIND), name="volunteer_work_is_no_expense"
            ),
            models.CheckConstraint(
                condition=models.Q(alike__in=["", *Alike.values]), name="known_answer_on_likeness"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payee}: {self.reason}"

    @property
    def is_outside(self) -> bool:
        """Paid on a day that the award does not cover."""
        return not self.proof.award.paying_period.covers(self.paid)


class Income(models.Model):
    """Money that came in for the project besides the grant."""

    proof = models.ForeignKey(ProofOfUse, models.PROTECT, related_name="incomes")
    received = models.DateField(_("received on"))
    source = models.CharField(_("where from"), max_length=12, choices=RECEIVED)
    payer = models.CharField(_("from whom"), max_length=160, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    # The change of the award with which the Office was told of the same money, where a person said so.
    told_with = models.ForeignKey(
        "Amendment", models.SET_NULL, null=True, blank=True, related_name="entered", editable=False
    )
    created = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager[Income]] = models.Manager()

    class Meta:
        verbose_name = _("income")
        verbose_name_plural = _("incomes")
        ordering = ["received", "id"]
        constraints = [models.CheckConstraint(condition=models.Q(amount__gt=0), name="income_is_positive")]

    def __str__(self) -> str:
        return self.payer or self.get_source_display()


def receipt_path(receipt: Receipt, name: str) -> str:
    return f"receipts/{receipt.proof_id}/{uuid.uuid4().hex}{PurePath(name).suffix.lower()}"


class Receipt(models.Model):
    """The picture or PDF of a voucher, or of a consent."""

    proof = models.ForeignKey(ProofOfUse, models.PROTECT, related_name="receipts")
    expense = models.ForeignKey(Expense, models.CASCADE, null=True, blank=True, related_name="receipts")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.FileField(_("file"), upload_to=receipt_path, max_length=200)
    name = models.CharField(max_length=120)
    mime = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    uploaded = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[ReceiptManager] = ReceiptManager()

    class Meta:
        verbose_name = _("voucher")
        verbose_name_plural = _("vouchers")
        ordering = ["uploaded", "id"]

    def __str__(self) -> str:
        return self.name
