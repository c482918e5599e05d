from __future__ import annotations

from django.db import models

from organisations.models.registry import Organisation


class MergedEntry(models.Model):
    """An entry that was the same organisation as another; its address leads there."""

    entry = models.OneToOneField(Organisation, models.CASCADE, related_name="merged")
    into = models.ForeignKey(Organisation, models.CASCADE, related_name="absorbed")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(entry=models.F("into")), name="no_entry_is_merged_with_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry} → {self.into}"
