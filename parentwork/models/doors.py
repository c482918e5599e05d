from __future__ import annotations

import uuid
from datetime import datetime, time, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parentwork.models.dates import WorkshopDate
from parentwork.queries.doors import DoorLinkManager
from portal.lib import codes
from portal.lib.dates import at_berlin, today

NOON = time(12)


class DoorLink(models.Model):
    """Lets the helper at the door tick who came on one date, without an account.

    Whoever has the address has the first names of that date, so it ends at noon of the day after.
    """

    date = models.OneToOneField(WorkshopDate, models.CASCADE, related_name="door")
    secret = models.CharField(max_length=32, unique=True, default=codes.secret, editable=False)
    made = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )

    # The last tick: part of who came, but not all of it before somebody says so.
    ticked = models.DateTimeField(_("last tick"), null=True, editable=False)
    closed = models.DateTimeField(_("taken back"), null=True, editable=False)

    objects: ClassVar[DoorLinkManager] = DoorLinkManager()

    class Meta:
        verbose_name = _("link for the door")
        verbose_name_plural = _("links for the door")

    def __str__(self) -> str:
        return str(self.date)

    def get_absolute_url(self) -> str:
        return reverse("parentwork:door", args=[self.secret])

    @property
    def evening_code(self) -> str:
        """Told to families in the room: with it they reopen their bookings however many share a network."""
        return codes.derived("evening", f"{self.date_id}:{self.secret}", codes.LENGTH)

    @property
    def ends(self) -> datetime:
        """Noon of the day after the date, wherever that has been moved to."""
        return at_berlin(self.date.day + timedelta(days=1), NOON)

    @property
    def is_dead(self) -> bool:
        return bool(self.closed) or self.date.is_cancelled or timezone.now() >= self.ends

    @property
    def is_early(self) -> bool:
        """Names are shown on the day itself and not before."""
        return self.date.day > today()


class TickSlip(models.Model):
    """What one phone at the door has counted so far: sent once more, it counts no second time."""

    door = models.ForeignKey(DoorLink, models.CASCADE, related_name="slips")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    counts = models.JSONField(default=dict)

    objects: ClassVar[models.Manager[TickSlip]] = models.Manager()

    class Meta:
        verbose_name = _("slip of a tick sheet")
        verbose_name_plural = _("slips of tick sheets")
        constraints = [models.UniqueConstraint(fields=["door", "key"], name="one_slip_per_phone")]

    def __str__(self) -> str:
        return str(self.key)
