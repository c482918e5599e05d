from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from funding.choices import Looked
from funding.models.awards import Award
from funding.queries.auditing import AuditAccessManager
from portal.lib.dates import today


class AuditAccess(models.Model):
    """A named person from outside reads one award for a time, as an auditor. It ends by itself.

    The organisation is told, and sees who reads and until when.
    """

    award = models.ForeignKey(Award, models.PROTECT, related_name="audits")
    name = models.CharField(_("name of the auditor"), max_length=120)
    body = models.CharField(_("of which body"), max_length=160)
    email = models.EmailField(_("mail address"))
    start = models.DateField(_("reads from"))
    until = models.DateField(_("reads until"))
    # Without it the list of vouchers is read, without names, and no voucher: they can name people.
    opens_vouchers = models.BooleanField(_("opens the vouchers, too"), default=False)
    # Who has accepted the invitation.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="audits"
    )
    granted = models.DateTimeField(auto_now_add=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    ended = models.DateTimeField(_("ended early"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[AuditAccessManager] = AuditAccessManager()

    class Meta:
        verbose_name = _("access of an auditor")
        verbose_name_plural = _("accesses of auditors")
        ordering = ["-granted", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("start")), name="audit_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.award} · {self.until}"

    @property
    def is_over(self) -> bool:
        return self.ended is not None or self.until < today()


class AuditLook(models.Model):
    """Something that an auditor opened, and when. Append only."""

    access = models.ForeignKey(AuditAccess, models.CASCADE, related_name="looks")
    at = models.DateTimeField(auto_now_add=True)
    what = models.CharField(_("opened"), max_length=10, choices=Looked)
    # Which one: the number of the interim proof, or of the line in the list of vouchers.
    number = models.PositiveIntegerField(_("number"), null=True, blank=True)

    objects: ClassVar[models.Manager[AuditLook]] = models.Manager()

    class Meta:
        verbose_name = _("look of an auditor")
        verbose_name_plural = _("looks of auditors")
        ordering = ["at", "id"]
        triggers = [
            pgtrigger.Protect(name="look_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="look_is_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.access_id} · {self.what}"
