from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.guides.choices import LinkState
from portal.guides.queries import LinkCheckManager


class LinkCheck(models.Model):
    """An outside address that a guide, a fact or another part of the portal links to, and how it fares.

    Where it stands is no column: `reports.links` reads it from the texts.
    """

    url = models.CharField(_("address"), max_length=2_000, unique=True)
    host = models.CharField(max_length=255, db_index=True)
    first_seen = models.DateField(_("first seen"))
    last_seen = models.DateField(_("last seen"))

    state = models.CharField(_("state"), max_length=10, choices=LinkState, default=LinkState.NEW)
    since = models.DateTimeField(_("since"))
    checked = models.DateTimeField(_("last checked"), null=True, blank=True)
    last_ok = models.DateField(_("last there"), null=True, blank=True)
    # The days on which it failed since it was last there: a link is broken after three of them.
    failed_on = ArrayField(models.DateField(), default=list, blank=True)
    reason = models.CharField(max_length=12, blank=True)
    status = models.PositiveSmallIntegerField(default=0)
    moved_to = models.CharField(_("moved to"), max_length=2_000, blank=True)

    # When it is to be asked next; while a job asks, when another one may. Empty: nobody links there now.
    due = models.DateTimeField(null=True, db_index=True)
    # An editor has looked at it and says that it is fine, for a time.
    fine_until = models.DateField(_("fine until"), null=True, blank=True)
    fine_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[LinkCheckManager] = LinkCheckManager()

    class Meta:
        verbose_name = _("outside link")
        verbose_name_plural = _("outside links")
        ordering = ["host", "url"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=LinkState.values), name="link_state_known"),
            models.CheckConstraint(
                condition=Q(state=LinkState.BROKEN) | Q(failed_on__len__lt=3),
                name="link_broken_after_three_days",
            ),
        ]

    def __str__(self) -> str:
        return self.url

    def is_fine(self, day: date) -> bool:
        """Said to be fine by a person, and that still counts."""
        return self.fine_until is not None and self.fine_until >= day
