from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.places.models import Land


class LandSums(models.Model):
    """What a Land reads of a closed year of the calendar: written once, small numbers kept back.

    Sums that were made at each reading would tell, from one reading to the next, who came in between.
    """

    land = models.ForeignKey(Land, models.CASCADE, verbose_name=_("Land"), related_name="calendar_sums")
    year = models.PositiveSmallIntegerField(_("year"))
    figures: models.JSONField[dict[str, Any]] = models.JSONField()  # see `parentwork.reports.lands`
    made = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager[LandSums]] = models.Manager()

    class Meta:
        verbose_name = _("offers of a Land")
        verbose_name_plural = _("offers of the Länder")
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["land", "year"], name="calendar_sums_once_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.land} {self.year}"
