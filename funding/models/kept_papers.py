from __future__ import annotations

import uuid
from pathlib import PurePath
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from funding.choices import OF_THE_ORGANISATION
from organisations.models import Organisation
from portal.lib.dates import today


def kept_path(paper: KeptPaper, name: str) -> str:
    return f"funding/papers/{paper.organisation_id}/{uuid.uuid4().hex}{PurePath(name).suffix.lower()}"


class KeptPaper(models.Model):
    """A paper of an organisation, kept once and put into its requests as a copy.

    An Office reads it only as a paper of a request that was sent to it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="kept_papers")
    kind = models.CharField(
        _("kind of paper"), max_length=12, choices=[(kind.value, kind.label) for kind in OF_THE_ORGANISATION]
    )
    file = models.FileField(_("file"), upload_to=kept_path, max_length=200)
    name = models.CharField(_("name of the file"), max_length=120)
    mime = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    uploaded = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager[KeptPaper]] = models.Manager()

    class Meta:
        verbose_name = _("paper of an organisation")
        verbose_name_plural = _("papers of organisations")
        ordering = ["kind", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind"], name="one_kept_paper_of_a_kind"),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="kept_file_stays", fields=["organisation", "file", "mime", "size", "sha256", "public_id"]
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_expired(self) -> bool:
        return self.valid_until is not None and self.valid_until < today()
