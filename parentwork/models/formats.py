from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from parentwork.choices import SignUp


class Format(models.Model):
    """A kind of workshop that the field knows, with what is usual for it. Data, not code."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    hint = models.CharField(_("in one sentence"), max_length=240, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    sign_up = models.CharField(_("sign-up"), max_length=10, choices=SignUp, default=SignUp.SERIES)
    usual_dates = models.PositiveSmallIntegerField(_("usual number of dates"), default=1)
    usual_minutes = models.PositiveSmallIntegerField(_("usual length in minutes"), default=120)
    usual_seats = models.PositiveSmallIntegerField(_("usual number of seats"), default=12)
    usual_childcare = models.PositiveSmallIntegerField(_("usual childcare places"), default=0)
    needs_licence = models.BooleanField(_("run under a licence"), default=False)

    objects: ClassVar[models.Manager[Format]] = models.Manager()

    class Meta:
        verbose_name = _("format")
        verbose_name_plural = _("formats")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name or self.code
