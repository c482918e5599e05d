from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.guides.choices import OPEN_RUNS, RunState
from portal.guides.models.guides import Guide
from portal.guides.queries import MachineRunManager


class MachineRun(models.Model):
    """A machine fills the paragraphs of a draft that have no translation yet: how far it is, what failed.

    Only the last one of a guide and language is kept. What was translated stands in the draft.
    """

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="+")
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(_("state"), max_length=8, choices=RunState, default=RunState.QUEUED)
    total = models.PositiveSmallIntegerField()
    done = models.PositiveSmallIntegerField(default=0)
    # Place of the paragraph and a code of choices.Fault: `[[3, "damaged"]]`.
    failures = models.JSONField(default=list, blank=True)
    # Tries without a paragraph gained.
    attempts = models.PositiveSmallIntegerField(default=0)
    # The provider asked to be left alone until then.
    not_before = models.DateTimeField(null=True)
    claim = models.CharField(max_length=64, blank=True)
    seen = models.DateTimeField()
    created = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[MachineRunManager] = MachineRunManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["guide", "language"], name="one_machine_run_per_text"),
            models.CheckConstraint(condition=Q(state__in=RunState.values), name="machine_run_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.guide_id} ({self.language})"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_RUNS

    @property
    def percent(self) -> int:
        return 100 * (self.done + len(self.failures)) // self.total if self.total else 100
