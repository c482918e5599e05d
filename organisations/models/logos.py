from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Logo(models.Model):
    """The sign of an organisation, drawn anew on upload, without metadata.

    The entry names the one that is shown, its history those of earlier times.
    """

    organisation = models.ForeignKey("organisations.Organisation", models.CASCADE, related_name="logos")
    file = models.FileField(upload_to="organisations/logos")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    created = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager[Logo]] = models.Manager()

    class Meta:
        verbose_name = _("logo")
        verbose_name_plural = _("logos")
        ordering = ["-created", "-id"]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.mark}"

    @property
    def mark(self) -> str:
        """Part of its address: another one as soon as another file is shown."""
        return self.sha256[:16]
