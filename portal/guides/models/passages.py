from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from portal.guides.models.guides import Translation
from portal.guides.queries import PassageManager


class Passage(models.Model):
    """A text between two headings of a guide, as readers see it, for the search; made anew with its text."""

    translation = models.ForeignKey(Translation, models.CASCADE, related_name="passages")
    version = models.PositiveIntegerField()  # of the text that it was made from
    position = models.PositiveSmallIntegerField()  # 0 holds title and summary
    anchor = models.CharField(max_length=8, blank=True)
    heading = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    folded = models.TextField()
    vector = SearchVectorField(null=True)

    objects: ClassVar[PassageManager] = PassageManager()

    class Meta:
        ordering = ["translation", "position"]
        constraints = [
            models.UniqueConstraint(fields=["translation", "position"], name="one_passage_a_place")
        ]
        indexes = [
            GinIndex(fields=["vector"], name="passage_vector"),
            GinIndex(fields=["folded"], name="passage_folded", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.heading or self.translation.title
