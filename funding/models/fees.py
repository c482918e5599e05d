from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from funding.models.proofs import Expense
from parentwork.models import Helper, WorkshopDate


class PaidHours(models.Model):
    """Hours of a paid helper on a date, with the expense that pays them: each of them once.

    They prove what the expense pays for, so a date with such hours stays, and they stay without a helper who
    has gone.
    """

    expense = models.ForeignKey(Expense, models.CASCADE, related_name="paid_hours")
    helper = models.ForeignKey(Helper, models.SET_NULL, null=True, related_name="paid_hours")
    date = models.ForeignKey(WorkshopDate, models.PROTECT, related_name="paid_hours")
    hours = models.DecimalField(
        _("hours"), max_digits=4, decimal_places=2,
        validators=[MinValueValidator(Decimal("0.25")), MaxValueValidator(Decimal(24))],
    )  # fmt: skip
    rate = models.DecimalField(_("for an hour"), max_digits=8, decimal_places=2)

    objects: ClassVar[models.Manager[PaidHours]] = models.Manager()

    class Meta:
        verbose_name = _("paid hours")
        verbose_name_plural = _("paid hours")
        ordering = ["date__starts", "id"]
        constraints = [
            models.UniqueConstraint(fields=["date", "helper"], name="hours_of_a_date_are_paid_once"),
            models.CheckConstraint(
                condition=Q(hours__gt=0, hours__lte=24, rate__gt=0), name="paid_hours_are_worth_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.helper or '–'} · {self.date} · {self.hours}"
