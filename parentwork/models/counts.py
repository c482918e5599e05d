from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from parentwork.choices import ANOTHER_LANGUAGE, ANOTHER_LANGUAGE_WORDS, AgeBand, CountedBy, CountKind
from parentwork.models.bookings import Seat
from parentwork.models.dates import WorkshopDate
from parentwork.queries.counts import HeadcountManager
from portal.lib.languages import name_of


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

    objects: ClassVar[HeadcountManager] = HeadcountManager()

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


def language_words(code: str, reader: str) -> str:
    """The name of a language on a tick sheet, for somebody who reads `reader`."""
    return str(ANOTHER_LANGUAGE_WORDS) if code == ANOTHER_LANGUAGE else name_of(code, reader)


def part_words(by: str, key: str, reader: str) -> str:
    """What a part is called: an age or a language."""
    return str(AgeBand(key).label) if by == CountedBy.AGE else language_words(key, reader)


class CountedPart(models.Model):
    """How many of the people counted on a date without a booking are of an age or speak a language.

    `key` is an age band (`children_3_5`) or the code of a language. Nobody has to be in a part.
    """

    date = models.ForeignKey(WorkshopDate, models.CASCADE, related_name="counted_parts")
    by = models.CharField(_("counted by"), max_length=8, choices=CountedBy)
    key = models.CharField(_("part"), max_length=16)
    number = models.PositiveIntegerField(_("number"), default=0)

    objects: ClassVar[models.Manager[CountedPart]] = models.Manager()

    class Meta:
        verbose_name = _("part of a head count")
        verbose_name_plural = _("parts of head counts")
        constraints = [
            models.UniqueConstraint(fields=["date", "by", "key"], name="counted_once_per_date_and_part"),
        ]

    def __str__(self) -> str:
        return f"{self.date} · {self.key}: {self.number}"


class AttendanceWithdrawal(models.Model):
    """A line of the log: somebody took back who came on a date, and what had been counted. Append only.

    The person goes with the account.
    """

    of = models.ForeignKey(WorkshopDate, models.CASCADE, related_name="withdrawals")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    recorded = models.DateTimeField(_("attendance recorded"), null=True)
    adults = models.PositiveIntegerField(_("adults"))
    children = models.PositiveIntegerField(_("children"))
    families = models.PositiveIntegerField(_("families"))

    objects: ClassVar[models.Manager[AttendanceWithdrawal]] = models.Manager()

    class Meta:
        verbose_name = _("attendance taken back")
        verbose_name_plural = _("attendance taken back")
        ordering = ["at", "id"]
        triggers = [
            pgtrigger.ReadOnly(name="withdrawal_log_is_append_only", exclude=["by"]),
            pgtrigger.Protect(
                name="withdrawal_log_only_forgets",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    'NEW."by_id" IS DISTINCT FROM OLD."by_id" AND NEW."by_id" IS NOT NULL'
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.of)
