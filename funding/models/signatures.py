from __future__ import annotations

import uuid
from datetime import date
from pathlib import PurePath
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from funding.models.requests import FundingRequest
from funding.models.snapshots import Snapshot
from organisations.models import Organisation
from portal.lib.dates import today


class Signatory(models.Model):
    """Somebody who signs for an organisation by its statutes, kept once for all its requests.

    An Office reads who signed, or may sign, only as a part of a request that was sent to it.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="signatories")
    name = models.CharField(_("name"), max_length=120)
    function = models.CharField(_("function"), max_length=80)
    since = models.DateField(_("in office since"), null=True, blank=True)
    until = models.DateField(_("term of office until"), null=True, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    added = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager[Signatory]] = models.Manager()

    class Meta:
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(since__isnull=True)
                | models.Q(until__isnull=True)
                | models.Q(until__gte=models.F("since")),
                name="term_of_office_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.function}"

    @property
    def is_over(self) -> bool:
        """The term of office has ended, as far as the organisation has said."""
        return self.until is not None and self.until < today()

    @property
    def is_in_office(self) -> bool:
        return not self.is_over and (self.since is None or self.since <= today())

    def as_words(self) -> dict[str, str]:
        """Name, function and last day (ISO, or empty), to be frozen beside what is signed."""
        return {
            "name": self.name,
            "function": self.function,
            "until": self.until.isoformat() if self.until else "",
        }


def signed_path(paper: SignedPaper, name: str) -> str:
    return f"funding/{paper.request.public_id}/{uuid.uuid4().hex}{PurePath(name).suffix.lower()}"


class SignedPaper(models.Model):
    """A signature under a request: a scan that the organisation sent, or the paper that came to the Office.

    A corrected request has one of its own, and so has an original that came after its scan. Never changed.
    An original that was recorded without a scan has no file.
    """

    request = models.ForeignKey(FundingRequest, models.PROTECT, related_name="signed_papers")
    submission = models.ForeignKey(Snapshot, models.PROTECT, related_name="+")
    received = models.DateField(_("received on"))
    # As `Signatory.as_words` says it.
    signers = models.JSONField(_("signed by"), default=list, blank=True)
    file = models.FileField(_("file"), upload_to=signed_path, max_length=200, blank=True)
    name = models.CharField(_("name of the file"), max_length=120, blank=True)
    mime = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    recorded = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager[SignedPaper]] = models.Manager()

    class Meta:
        verbose_name = _("signed paper")
        verbose_name_plural = _("signed papers")
        ordering = ["id"]
        triggers = [
            pgtrigger.Protect(name="signature_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="signature_is_not_changed", exclude=["recorded_by"]),
        ]

    def __str__(self) -> str:
        return f"{self.request} · {self.received}"

    @property
    def out_of_office(self) -> list[dict[str, Any]]:
        """Who signed after the term of office had ended, with `ended` as a day."""
        return [
            {**signer, "ended": day}
            for signer in self.signers
            if signer.get("until") and (day := date.fromisoformat(signer["until"])) < self.received
        ]
