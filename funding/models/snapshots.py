from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from funding.models.requests import FundingRequest
from funding.queries.snapshots import SnapshotManager


class Snapshot(models.Model):
    """A request as it was submitted: text, figures and the hashes of its files, never changed again."""

    request = models.ForeignKey(FundingRequest, models.PROTECT, related_name="snapshots")
    number = models.PositiveSmallIntegerField(_("submission"))
    data = models.JSONField()
    sha256 = models.CharField(max_length=64)
    # Out of `data`, for lists.
    title = models.CharField(max_length=160)
    applicant = models.CharField(max_length=200)
    requested = models.DecimalField(max_digits=14, decimal_places=2)
    created = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[SnapshotManager] = SnapshotManager()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["request", "number"]
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="submissions_are_numbered"),
        ]
        indexes = [
            # What an Office looks for by words.
            GinIndex(OpClass(Upper("title"), "gin_trgm_ops"), name="submission_by_title"),
            GinIndex(OpClass(Upper("applicant"), "gin_trgm_ops"), name="submission_by_applicant"),
        ]
        triggers = [
            pgtrigger.Protect(name="submission_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="submission_is_frozen", exclude=["created_by"]),
        ]

    def __str__(self) -> str:
        return f"{self.title} · {self.number}"
