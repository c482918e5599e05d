from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.lib.dates import today
from portal.pages.choices import Page
from portal.pages.queries import ReportManager, SiteTextManager


class SiteText(models.Model):
    """A text of the footer in the operator's own words, instead of the one that the portal brings along."""

    key = models.CharField(_("page"), max_length=20, choices=Page.choices, unique=True)
    title = models.CharField(_("title"), max_length=120, blank=True)
    body = models.TextField(
        _("text"), blank=True, help_text=_("In Markdown: # heading, - list, [words](https://address).")
    )

    objects: ClassVar[SiteTextManager] = SiteTextManager()

    class Meta:
        verbose_name = _("text of the portal")
        verbose_name_plural = _("texts of the portal")
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(condition=models.Q(key__in=Page.values), name="site_text_key_known"),
        ]

    def __str__(self) -> str:
        return self.get_key_display()


def _answer_by() -> date:
    return today() + timedelta(days=settings.REPORT_ANSWER_DAYS)


def _delete_on() -> date:
    return today() + timedelta(days=settings.REPORT_KEEP_DAYS)


class Report(models.Model):
    """A barrier or a problem that somebody met, told without an account.

    Kept to answer it and to mend the page; deleted on `delete_on`.
    """

    # Comes with the form, so that a double click reports once; the address of the sender's page.
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    what = models.TextField(_("what is wrong"), max_length=4000)
    page = models.CharField(_("page"), max_length=500, blank=True)
    contact = models.CharField(_("way to answer"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=12, default="de")
    created = models.DateTimeField(_("received"), auto_now_add=True)
    answer_by = models.DateField(_("answer by"), default=_answer_by)
    answered = models.DateTimeField(_("answered"), null=True, blank=True)
    delete_on = models.DateField(_("deleted on"), default=_delete_on)

    objects: ClassVar[ReportManager] = ReportManager()

    class Meta:
        verbose_name = _("report of a barrier or a problem")
        verbose_name_plural = _("reports of barriers and problems")
        ordering = ["answer_by", "created"]
        indexes = [models.Index(fields=["answer_by", "created"]), models.Index(fields=["delete_on"])]

    def __str__(self) -> str:
        """Says nothing of what was reported: the log of the administration keeps it longer."""
        return f"{self.created:%Y-%m-%d %H:%M}"
