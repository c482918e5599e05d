from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.places.models import Land


class LandReport(models.Model):
    """What the annual report of a Land says of a closed year: written once, small numbers kept back.

    It repeats the sums of the calendar and of the structure profiles, and adds why requests were rejected.
    """

    land = models.ForeignKey(Land, models.CASCADE, verbose_name=_("Land"), related_name="annual_reports")
    year = models.PositiveSmallIntegerField(_("year"))
    # See `funding.services.land_reports`.
    figures: models.JSONField[dict[str, Any]] = models.JSONField()
    sha256 = models.CharField(max_length=64)  # of `figures`
    made = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager[LandReport]] = models.Manager()

    class Meta:
        verbose_name = _("annual report of a Land")
        verbose_name_plural = _("annual reports of the Länder")
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["land", "year"], name="land_report_once_a_year"),
        ]
        triggers = [pgtrigger.Protect(name="land_report_stays", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.land} {self.year}"
