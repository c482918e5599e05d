from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from funding.choices import CostCategory
from funding.models.proofs import ProofOfUse, Receipt


class Consent(models.Model):
    """The Office has agreed that a category of costs, or all of them together, goes beyond the plan.

    As the organisation notes it, with the paper that says so; it is deleted together with that paper.
    """

    proof = models.ForeignKey(ProofOfUse, models.PROTECT, related_name="consents")
    # Empty for all costs together, as in `finance.ALL_COSTS`.
    category = models.CharField(_("kind of cost"), max_length=12, choices=CostCategory, blank=True)
    limit = models.DecimalField(_("up to how much in all"), max_digits=12, decimal_places=2)
    day = models.DateField(_("day of the consent"))
    words = models.CharField(_("file number, or what the Office wrote"), max_length=300)
    paper = models.OneToOneField(Receipt, models.CASCADE, related_name="consent")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager[Consent]] = models.Manager()

    class Meta:
        verbose_name = _("consent of the Office")
        verbose_name_plural = _("consents of the Office")
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["proof", "category"],
                name="one_consent_per_category",
                violation_error_message=_("A consent for this is recorded already. Delete it first."),
            ),
            models.CheckConstraint(condition=models.Q(limit__gt=0), name="consent_to_something"),
        ]

    def __str__(self) -> str:
        return f"{self.get_category_display()}: {self.limit}"
