from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from parentwork.choices import CountKind
from parentwork.models.bookings import Seat
from parentwork.models.workshops import WorkshopDate


class Attendance(models.Model):
    """Who of a booked family came on a date. All zeros: nobody came, without blame."""

    seat = models.OneToOneField(Seat, models.CASCADE, related_name="attendance")
    adults = models.PositiveSmallIntegerField(_("adults"), default=0)
    children = models.PositiveSmallIntegerField(_("children"), default=0)
    cared_for = models.PositiveSmallIntegerField(_("of them in childcare"), default=0)
    recorded = models.DateTimeField(auto_now=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )

    objects: ClassVar[models.Manager[Attendance]] = models.Manager()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(cared_for__lte=models.F("children")),
                name="cared_for_are_children_who_came",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat} · {self.adults}+{self.children}"


class Headcount(models.Model):
    """Anonymous sums of a date: who came without a booking, and what deleted bookings leave behind."""

    date = models.ForeignKey(WorkshopDate, models.CASCADE, related_name="headcounts")
    kind = models.CharField(_("kind"), max_length=8, choices=CountKind, default=CountKind.WALK_IN)
    adults = models.PositiveIntegerField(_("adults"), default=0)
    children = models.PositiveIntegerField(_("children"), default=0)
    cared_for = models.PositiveIntegerField(_("of them in childcare"), default=0)
    # Booked families only: on this date, and those of them who came for the first time in the series.
    families = models.PositiveIntegerField(_("families"), default=0)
    new_families = models.PositiveIntegerField(_("families for the first time"), default=0)
    # Who typed in who came, kept with the walk-ins, since every recorded date has them.
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )

    objects: ClassVar[models.Manager[Headcount]] = models.Manager()

    class Meta:
        verbose_name = _("head count")
        verbose_name_plural = _("head counts")
        constraints = [
            models.UniqueConstraint(fields=["date", "kind"], name="one_headcount_per_date_and_kind"),
            models.CheckConstraint(
                condition=models.Q(cared_for__lte=models.F("children")), name="counted_care_is_for_children"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} · {self.get_kind_display()}"
