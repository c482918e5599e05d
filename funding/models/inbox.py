from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from funding.models.offices import Office


class SavedView(models.Model):
    """Filters of the inbox of an Office that an officer has given a name; nobody else sees it."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="saved_views")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=500)

    objects: ClassVar[models.Manager[SavedView]] = models.Manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["office", "user", "name"], name="one_saved_view_per_name"),
        ]

    def __str__(self) -> str:
        return self.name
