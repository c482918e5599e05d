from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from funding.choices import CheckKind, CheckResult
from funding.models.requests import FundingRequest
from funding.models.snapshots import Snapshot
from funding.queries.review import CheckManager


class Check(models.Model):
    """What an officer found in one submission; a later check of the same kind supersedes it."""

    request = models.ForeignKey(FundingRequest, models.PROTECT, related_name="checks")
    submission = models.ForeignKey(Snapshot, models.PROTECT, related_name="checks")
    kind = models.CharField(_("check"), max_length=12, choices=CheckKind)
    result = models.CharField(_("result"), max_length=8, choices=CheckResult)
    amount = models.DecimalField(
        _("eligible costs found"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    note = models.TextField(_("reasons, for the file"), max_length=4000, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    checked = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[CheckManager] = CheckManager()

    class Meta:
        verbose_name = _("check")
        verbose_name_plural = _("checks")
        ordering = ["-checked", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__isnull=True) | models.Q(amount__gte=0),
                name="checked_amount_is_not_negative",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=CheckKind.CALCULATIVE) | models.Q(amount__isnull=False),
                name="check_of_figures_names_an_amount",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_result_display()}"


class Clarification(models.Model):
    """A question of the Office that must be answered by a day (Nachforderung)."""

    request = models.ForeignKey(FundingRequest, models.PROTECT, related_name="clarifications")
    question = models.TextField(_("what is to be corrected or added"), max_length=4000)
    deadline = models.DateField(_("answer until"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    asked = models.DateTimeField(auto_now_add=True)
    answer = models.TextField(_("your answer"), max_length=4000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answered = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[Clarification]] = models.Manager()

    class Meta:
        verbose_name = _("clarification")
        verbose_name_plural = _("clarifications")
        ordering = ["asked", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["request"],
                condition=models.Q(answered__isnull=True),
                name="one_open_clarification_per_request",
            ),
        ]

    def __str__(self) -> str:
        return self.question[:60]
