from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Round
from django.utils.translation import gettext_lazy as _

from funding.choices import CostCategory, IncomeSource
from funding.models.requests import FundingRequest


class CostItem(models.Model):
    """A line of the cost side: units times price, in one calendar year."""

    request = models.ForeignKey(FundingRequest, models.CASCADE, related_name="costs")
    position = models.PositiveSmallIntegerField(default=0)
    category = models.CharField(_("kind of cost"), max_length=12, choices=CostCategory)
    label = models.CharField(_("what for"), max_length=160)
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    units = models.DecimalField(_("number"), max_digits=9, decimal_places=2)
    price = models.DecimalField(_("price each"), max_digits=12, decimal_places=2)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)

    objects: ClassVar[models.Manager[CostItem]] = models.Manager()

    class Meta:
        verbose_name = _("line of costs")
        verbose_name_plural = _("lines of costs")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(units__gt=0, price__gte=0), name="cost_line_is_not_negative"
            ),
            # PostgreSQL rounds a numeric half away from zero, as `finance.cents` does.
            models.CheckConstraint(
                condition=models.Q(amount=Round(models.F("units") * models.F("price"), 2)),
                name="cost_line_is_units_times_price",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class IncomeItem(models.Model):
    """A line of the financing side; the grant asked for is one of them."""

    request = models.ForeignKey(FundingRequest, models.CASCADE, related_name="incomes")
    position = models.PositiveSmallIntegerField(default=0)
    source = models.CharField(_("where from"), max_length=12, choices=IncomeSource)
    label = models.CharField(_("from whom"), max_length=160, blank=True)
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    is_granted = models.BooleanField(_("already promised"), default=False)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)

    objects: ClassVar[models.Manager[IncomeItem]] = models.Manager()

    class Meta:
        verbose_name = _("line of financing")
        verbose_name_plural = _("lines of financing")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="income_line_is_not_negative"),
        ]

    def __str__(self) -> str:
        return self.label or self.get_source_display()


class Post(models.Model):
    """A post of the staff plan (Stellenplan), without a name: what it costs the employer in the year."""

    request = models.ForeignKey(FundingRequest, models.CASCADE, related_name="posts")
    position = models.PositiveSmallIntegerField(default=0)
    function = models.CharField(_("function"), max_length=160)
    pay_group = models.CharField(_("pay group"), max_length=60, blank=True)
    percent = models.DecimalField(_("share of a full post, in percent"), max_digits=5, decimal_places=2)
    months = models.DecimalField(_("months"), max_digits=4, decimal_places=2)
    monthly = models.DecimalField(_("costs of a month"), max_digits=12, decimal_places=2)
    once = models.DecimalField(
        _("paid once in the year"), max_digits=12, decimal_places=2, default=Decimal(0)
    )
    amount = models.DecimalField(_("costs of the year"), max_digits=14, decimal_places=2)

    objects: ClassVar[models.Manager[Post]] = models.Manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(percent__gt=0, percent__lte=100, months__gt=0, months__lte=12),
                name="post_is_part_of_a_year",
            ),
            models.CheckConstraint(
                condition=models.Q(monthly__gte=0, once__gte=0), name="post_is_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    amount=Round(models.F("months") * models.F("monthly"), 2) + models.F("once")
                ),
                name="post_is_months_times_costs",
            ),
        ]

    def __str__(self) -> str:
        return self.function
