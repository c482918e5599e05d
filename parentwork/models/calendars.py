from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from organisations.models import Organisation
from parentwork.models.dates import WorkshopDate


class CalendarEntry(models.Model):
    """A date that was taken over from a calendar file, so that the same file again brings nothing new.

    It goes with its date: what was thrown away can be taken over once more.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="calendar_entries")
    # Made of the identifier in the file and the time for which the date was first meant.
    key = models.CharField(max_length=64, editable=False)
    date = models.OneToOneField(WorkshopDate, models.CASCADE, related_name="calendar_entry")

    objects: ClassVar[models.Manager[CalendarEntry]] = models.Manager()

    class Meta:
        verbose_name = _("entry of a calendar")
        verbose_name_plural = _("entries of calendars")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key"], name="calendar_entry_taken_once"),
        ]

    def __str__(self) -> str:
        return str(self.date)
