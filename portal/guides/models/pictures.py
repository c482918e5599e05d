from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Picture(models.Model):
    """A picture that guides show by `{{picture:slug}}`: drawn anew on upload, without metadata."""

    slug = models.SlugField(_("short name"), max_length=60, primary_key=True)
    file = models.FileField(upload_to="guides/pictures")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    # What it shows, for those who do not see it.
    alternative = models.CharField(_("what it shows"), max_length=300)
    credit = models.CharField(_("made by, licence"), max_length=160, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager[Picture]] = models.Manager()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug

    @property
    def mark(self) -> str:
        """Part of its address: another one as soon as another file is shown."""
        return self.sha256[:16]
