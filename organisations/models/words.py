from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from organisations.queries import NameWordManager


class NameWord(models.Model):
    """A word of the names in the registry, or the end of several, to find what a misspelt one means."""

    word = models.CharField(max_length=100, primary_key=True)  # folded
    entries = models.PositiveIntegerField()  # that have it in their name

    objects: ClassVar[NameWordManager] = NameWordManager()

    class Meta:
        verbose_name = _("word of names")
        verbose_name_plural = _("words of names")
        indexes = [
            GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="word_of_names", fastupdate=False)
        ]

    def __str__(self) -> str:
        return self.word
