from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class BaseRate(models.Model):
    """The base rate of German law (Basiszinssatz) from a day on, as portal staff has entered it."""

    since = models.DateField(_("holds from"), unique=True)
    percent = models.DecimalField(_("per cent a year"), max_digits=5, decimal_places=2)
    source = models.CharField(_("source"), max_length=200)

    objects: ClassVar[models.Manager[BaseRate]] = models.Manager()

    class Meta:
        verbose_name = _("base rate")
        verbose_name_plural = _("base rates")
        ordering = ["-since"]

    def __str__(self) -> str:
        return f"{self.since}: {self.percent} %"
