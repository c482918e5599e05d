from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from organisations.models import Organisation
from parentwork.models.dates import WorkshopDate
from parentwork.queries.openings import ListOpeningManager


class NameList(models.TextChoices):
    """Which list of families' names somebody has opened or taken along."""

    DATE = "date", _("the page of the date")
    PRINT = "print", _("list to print")
    FILE = "file", _("list as a file")
    SIGNED = "signed", _("list to sign")
    CHILDCARE = "childcare", _("list for the childcare")
    TYPING = "typing", _("typing in who came")
    CONSENTS = "consents", _("what families allow")
    CALLS = "calls", _("call list")
    DOOR = "door", _("link for the door")


class ListOpening(models.Model):
    """A line of the log of lists with names: who has opened or taken along which one, when.

    Append only, until its own deletion date. The person goes with the account, and the line goes along to the
    entry with which that of the organisation is merged.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="list_openings")
    # None where the list is about no date, such as a call to somebody whose answer has none to come.
    date = models.ForeignKey(WorkshopDate, models.CASCADE, related_name="openings", null=True)
    kind = models.CharField(_("list"), max_length=10, choices=NameList)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("opened"), auto_now_add=True)
    delete_on = models.DateField(_("deleted on"))

    objects: ClassVar[ListOpeningManager] = ListOpeningManager()

    class Meta:
        verbose_name = _("opened list of names")
        verbose_name_plural = _("opened lists of names")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["date", "by", "kind", "at"], name="opening_of_a_list"),
            models.Index(fields=["organisation", "-at", "-id"], name="openings_of_organisation"),
            models.Index(fields=["delete_on"], name="openings_to_delete"),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="opening_log_is_append_only", exclude=["by", "organisation"]),
            pgtrigger.Protect(
                name="opening_log_only_forgets",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    'NEW."by_id" IS DISTINCT FROM OLD."by_id" AND NEW."by_id" IS NOT NULL'
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date or self.organisation}: {self.get_kind_display()}"
