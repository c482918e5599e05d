from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from funding.choices import ProofState
from funding.models.awards import Award
from funding.models.freezing import frozen_once
from funding.queries.interims import InterimManager
from portal.lib.dates import today


class InterimProof(models.Model):
    """How an award was used in a part of its period (Zwischennachweis). Frozen when submitted.

    Its expenses and income are those of the proof of use, as far as they belong to these days. The Office
    takes note of it; what is owed is decided with the proof of use.
    """

    award = models.ForeignKey(Award, models.PROTECT, related_name="interims")
    number = models.PositiveSmallIntegerField(_("number"))
    version = models.PositiveIntegerField(default=1, editable=False)
    start = models.DateField(_("reports on the time from"))
    end = models.DateField(_("until"))
    due = models.DateField(_("interim proof until"))
    state = models.CharField(_("state"), max_length=10, choices=ProofState, default=ProofState.OPEN)
    done = models.TextField(_("what was done"), max_length=8000, blank=True)
    results = models.TextField(_("what came of it so far"), max_length=8000, blank=True)
    deviations = models.TextField(_("what went otherwise than planned, and why"), max_length=4000, blank=True)
    submitted = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    frozen = models.JSONField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    noted = models.DateTimeField(_("the Office took note"), null=True, blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    note = models.TextField(_("what the Office says about it"), max_length=4000, blank=True)

    objects: ClassVar[InterimManager] = InterimManager()

    class Meta:
        verbose_name = _("interim proof")
        verbose_name_plural = _("interim proofs")
        ordering = ["award", "number"]
        constraints = [
            models.UniqueConstraint(fields=["award", "number"], name="interim_proofs_are_numbered"),
            models.UniqueConstraint(fields=["award", "end"], name="one_interim_proof_per_time"),
            models.CheckConstraint(
                condition=models.Q(end__gte=models.F("start"), due__gt=models.F("end")),
                name="interim_proof_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(state=ProofState.OPEN, frozen__isnull=True, submitted__isnull=True)
                | models.Q(state=ProofState.SUBMITTED, frozen__isnull=False, submitted__isnull=False),
                name="submitted_interim_proof_is_frozen",
            ),
            models.CheckConstraint(
                condition=models.Q(noted__isnull=True) | models.Q(submitted__isnull=False),
                name="only_a_submitted_interim_proof_is_noted",
            ),
        ]
        triggers = [
            frozen_once("submitted", "frozen", "sha256", "submitted", "done", "results", "deviations"),
        ]

    def __str__(self) -> str:
        return f"{self.award} · {self.number}"

    @property
    def is_open(self) -> bool:
        return self.state == ProofState.OPEN

    @property
    def is_over(self) -> bool:
        """The time on which it reports is over, so that it can be sent."""
        return self.end < today()

    @property
    def sent_figures(self) -> dict[str, Any]:
        """What was submitted; only a submitted one has it."""
        assert self.frozen is not None  # noqa: S101 - the database holds it
        return self.frozen

    def contains(self, day: date) -> bool:
        """What was paid or came in on `day` belongs to it; the first has what was before the award, too."""
        return day <= self.end and (self.number == 1 or day >= self.start)
