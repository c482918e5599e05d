from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.choices import ClaimKind, ClaimState
from organisations.models.registry import Organisation
from organisations.queries import ClaimManager

CLAIM_LASTS = timedelta(days=14)
# So long those who look after an entry may object to its recovery, and so long it may be decided.
OBJECTION_LASTS = timedelta(days=14)
RECOVERY_LASTS = timedelta(days=42)


def extract_path(claim: Claim, name: str) -> str:
    return f"organisations/claims/{claim.key}{PurePath(name).suffix.lower()}"


def _end_of_claim() -> datetime:
    return timezone.now() + CLAIM_LASTS


class Claim(models.Model):
    """Somebody asks to look after an entry that nobody looks after yet.

    It is proved by whoever reads the entry's own mail address, or by the network named in it. With the
    answer it is forgotten who asked.
    """

    # Comes with the form, so that a double click asks once; the address of the asker's page.
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=8, choices=ClaimKind, default=ClaimKind.CLAIM)
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, verbose_name=_("organisation"), related_name="claims"
    )
    umbrella = models.ForeignKey(
        Organisation,
        models.CASCADE,
        verbose_name=_("network that confirms"),
        null=True,
        blank=True,
        related_name="claims_to_answer",
    )
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("mail address"), blank=True)
    language = models.CharField(_("language"), max_length=12, default="de")
    # Of the link in the mail to the entry's own address; without one there is no such mail.
    secret_hash = models.CharField(max_length=64, blank=True, editable=False)
    # Of a recovery: a register extract, seen by those who decide, and until when coordinators may object.
    extract = models.FileField(upload_to=extract_path, max_length=200, blank=True, editable=False)
    objection_until = models.DateTimeField(_("objection until"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=ClaimState, default=ClaimState.OPEN)
    created = models.DateTimeField(_("asked on"), auto_now_add=True)
    ends = models.DateTimeField(_("ends on"), default=_end_of_claim)
    answered = models.DateTimeField(_("answered on"), null=True, blank=True)

    objects: ClassVar[ClaimManager] = ClaimManager()

    class Meta:
        verbose_name = _("claim to an entry")
        verbose_name_plural = _("claims to entries")
        ordering = ["created", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(state=ClaimState.OPEN), name="one_open_claim_per_entry"
            ),
            models.UniqueConstraint(
                fields=["secret_hash"], condition=~Q(secret_hash=""), name="one_claim_per_link"
            ),
            models.CheckConstraint(condition=Q(state__in=ClaimState.values), name="known_claim_state"),
            models.CheckConstraint(
                condition=Q(state=ClaimState.OPEN, answered=None)
                | (~Q(state=ClaimState.OPEN) & Q(answered__isnull=False, name="", email="")),
                name="answered_claim_names_nobody",
            ),
            models.CheckConstraint(
                condition=Q(kind=ClaimKind.CLAIM, objection_until=None, extract="")
                | Q(kind=ClaimKind.RECOVERY, objection_until__isnull=False),
                name="recovery_may_be_objected_to",
            ),
        ]

    def __str__(self) -> str:
        """Says nothing of who asks: the log of the administration keeps it longer."""
        return f"{self.organisation} {self.created:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        """It can still be answered."""
        return self.state == ClaimState.OPEN and self.ends > timezone.now()

    @property
    def is_recovery(self) -> bool:
        return self.kind == ClaimKind.RECOVERY

    @property
    def may_be_objected_to(self) -> bool:
        """Those who look after the entry still have time to say that they are there."""
        return self.is_open and self.objection_until is not None and self.objection_until > timezone.now()
