from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from funding.models.decisions import Decision
from funding.models.offices import Office
from funding.queries.budgets import YearlyPartManager


class BudgetLine(models.Model):
    """Where in the budget the money of some programmes stands (Haushaltsstelle)."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="budget_lines")
    code = models.CharField(_("number of the line"), max_length=40)
    name = models.CharField(_("what it is for"), max_length=120)
    # By slug: the revisions of a programme are paid from the same line.
    programmes = ArrayField(
        models.SlugField(max_length=80), verbose_name=_("programmes paid from it"), default=list, blank=True
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[models.Manager[BudgetLine]] = models.Manager()

    class Meta:
        verbose_name = _("line of the budget")
        verbose_name_plural = _("lines of the budget")
        ordering = ["code", "id"]
        constraints = [
            models.UniqueConstraint(fields=["office", "code"], name="one_budget_line_per_number"),
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.name}"


class Budget(models.Model):
    """What a line of the budget has for one calendar year."""

    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="budgets")
    year = models.PositiveSmallIntegerField(_("year"))
    amount = models.DecimalField(_("available"), max_digits=14, decimal_places=2)
    closes = models.DateField(
        _("can be promised until"),
        null=True,
        blank=True,
        help_text=_("After this day nothing of this year is proposed or signed any more."),
    )
    # Until the budget is passed nothing new is promised (vorläufige Haushaltsführung).
    provisional = models.BooleanField(
        _("The budget of this year has not been passed: nothing new is promised."), default=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[models.Manager[Budget]] = models.Manager()

    class Meta:
        verbose_name = _("budget")
        verbose_name_plural = _("budgets")
        ordering = ["line", "year"]
        constraints = [
            models.UniqueConstraint(fields=["line", "year"], name="one_budget_per_line_and_year"),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="budget_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.line} · {self.year}"


class YearlyPart(models.Model):
    """The part of a proposed or decided grant that one calendar year bears."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="parts")
    year = models.PositiveSmallIntegerField(_("year"))
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    # What was neither paid out nor is still to be paid when the proof of use was closed.
    released = models.DecimalField(_("no longer needed"), max_digits=14, decimal_places=2, default=0)

    objects: ClassVar[YearlyPartManager] = YearlyPartManager()

    class Meta:
        verbose_name = _("part of a year")
        verbose_name_plural = _("parts of years")
        ordering = ["year"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "year"], name="one_part_per_decision_and_year"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="part_of_a_year_is_something"),
            models.CheckConstraint(
                condition=models.Q(released__gte=0, released__lte=models.F("amount")),
                name="released_within_part_of_a_year",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="part_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="part_is_only_released", exclude=["released"]),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.amount}"
