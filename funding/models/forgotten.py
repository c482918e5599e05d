"""What stays of cases that the portal has forgotten, so that the sums of their Office keep them.

Sums: no organisation, no file number, no title. Of a grant that its Office had published, besides, what
everybody could read of it. An Office has the case itself in its records.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from funding.choices import Financing, Outcome, Refusal, State
from funding.models.offices import Office
from funding.queries.forgotten import ForgottenCasesManager, ForgottenGrantManager


class ForgottenCases(models.Model):
    """How many cases of one kind there were, by the year of their submission; amounts in EUR."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="forgotten_cases")
    year = models.PositiveSmallIntegerField(_("year"))
    programme = models.SlugField(max_length=80)  # by slug, as its revisions stand together in all sums
    state = models.CharField(_("state"), max_length=14, choices=State)
    # Of the decision that was in force; empty where none was.
    outcome = models.CharField(_("decision"), max_length=10, choices=Outcome, blank=True)
    refusal = models.CharField(_("why it is rejected"), max_length=10, choices=Refusal, blank=True)
    number = models.PositiveIntegerField(default=0)
    asked = models.DecimalField(_("asked for"), max_digits=16, decimal_places=2, default=0)
    granted = models.DecimalField(_("granted"), max_digits=16, decimal_places=2, default=0)
    paid = models.DecimalField(_("paid out"), max_digits=16, decimal_places=2, default=0)
    # What the checks of proofs have not left of what was granted.
    cut = models.DecimalField(_("cut by the check"), max_digits=16, decimal_places=2, default=0)
    # How many decisions took so many days, by the number of days.
    days = models.JSONField(default=dict)

    objects: ClassVar[ForgottenCasesManager] = ForgottenCasesManager()

    class Meta:
        verbose_name = _("sums of forgotten cases")
        verbose_name_plural = _("sums of forgotten cases")
        ordering = ["office", "-year", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "year", "programme", "state", "outcome", "refusal"],
                name="one_sum_of_forgotten_cases_per_kind",
            ),
            models.CheckConstraint(
                condition=Q(asked__gte=0, granted__gte=0, paid__gte=0), name="no_forgotten_sum_is_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office} {self.year} {self.programme} {self.state}: {self.number}"


class ForgottenMoney(models.Model):
    """What forgotten cases took of the budget of one calendar year; amounts in EUR."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="forgotten_money")
    programme = models.SlugField(max_length=80)
    year = models.PositiveSmallIntegerField(_("year"))
    committed = models.DecimalField(_("committed"), max_digits=16, decimal_places=2, default=0)
    paid = models.DecimalField(_("paid out"), max_digits=16, decimal_places=2, default=0)

    objects: ClassVar[models.Manager[ForgottenMoney]] = models.Manager()

    class Meta:
        verbose_name = _("money of forgotten cases")
        verbose_name_plural = _("money of forgotten cases")
        ordering = ["office", "-year", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "programme", "year"], name="one_sum_of_forgotten_money_per_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office} {self.programme} {self.year}: {self.committed}"


class ForgottenGrant(models.Model):
    """A grant that was public when its case was forgotten, as it was published; amounts in EUR.

    It says what `reports.open_data.OpenGrant` says: bodies, never a person.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="forgotten_grants")
    uuid = models.UUIDField(unique=True)  # of the request
    title = models.CharField(_("title"), max_length=140)
    applicant = models.CharField(_("organisation"), max_length=200)
    applicant_uuid = models.UUIDField()
    place = models.CharField(_("place"), max_length=200, blank=True)
    programme = models.CharField(_("programme"), max_length=200, blank=True)
    programme_slug = models.SlugField(max_length=80)
    financing = models.CharField(_("type of financing"), max_length=8, choices=Financing)
    asked = models.DecimalField(_("asked for"), max_digits=14, decimal_places=2)
    awarded = models.DecimalField(_("granted"), max_digits=14, decimal_places=2)
    paid_out = models.DecimalField(_("paid out"), max_digits=14, decimal_places=2)
    settled = models.DecimalField(
        _("after the check"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    announced = models.DateField(_("announced"))
    start = models.DateField(_("period from"))
    end = models.DateField(_("period until"))
    modified = models.DateTimeField(_("changed"))

    objects: ClassVar[ForgottenGrantManager] = ForgottenGrantManager()

    class Meta:
        verbose_name = _("grant of a forgotten case")
        verbose_name_plural = _("grants of forgotten cases")
        ordering = ["-announced", "-id"]

    def __str__(self) -> str:
        return self.title
