from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funding.models.checking import ProofCheck
from funding.queries.repayments import RepaymentManager


class Repayment(models.Model):
    """Money that came back of a grant (Erstattung), or that the Office gave back of it, as it was recorded.

    Append only: the sums of the check follow from these. Who recorded it stands in the log.
    """

    checking = models.ForeignKey(ProofCheck, models.PROTECT, related_name="repayments")
    day = models.DateField(_("day"))
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    # The wrong entry that this one takes back.
    corrects = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="correction")
    is_given_back = models.BooleanField(_("given back by the Office"), default=False)
    recorded = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[RepaymentManager] = RepaymentManager()

    class Meta:
        verbose_name = _("repayment")
        verbose_name_plural = _("repayments")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="repayment_is_a_sum"),
        ]
        triggers = [
            pgtrigger.Protect(name="repayment_stays", operation=pgtrigger.Delete),
            pgtrigger.Protect(name="repayment_is_append_only", operation=pgtrigger.Update),
        ]

    def __str__(self) -> str:
        return f"{self.checking_id}: {self.amount} EUR, {self.day}"
