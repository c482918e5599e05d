from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from funding.models.offices import Office


class TextBlock(models.Model):
    """Words that an Office uses again and again as conditions of its decisions (Textbaustein)."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="text_blocks")
    title = models.CharField(_("title"), max_length=80)
    text = models.TextField(_("text"), max_length=2000)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[models.Manager[TextBlock]] = models.Manager()

    class Meta:
        verbose_name = _("text block")
        verbose_name_plural = _("text blocks")
        ordering = ["title", "id"]
        constraints = [
            models.UniqueConstraint(fields=["office", "title"], name="one_text_block_per_title"),
        ]

    def __str__(self) -> str:
        return self.title
