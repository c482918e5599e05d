from __future__ import annotations

from typing import ClassVar

from django.db import models

from portal.guides.models.guides import Guide
from portal.guides.queries import FormerSlugManager


class FormerSlug(models.Model):
    """An address that a guide once had: leads to where the guide is now, or says that it is gone."""

    slug = models.SlugField(max_length=60, primary_key=True)
    guide = models.ForeignKey(Guide, models.SET_NULL, null=True, related_name="former_slugs")

    objects: ClassVar[FormerSlugManager] = FormerSlugManager()

    def __str__(self) -> str:
        return self.slug
