from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from funding.models.proofs import ProofOfUse


class ProofPicture(models.Model):
    """A picture for the narrative report, drawn anew on upload, without metadata.

    Nobody stands in it, or all who do have agreed to it. Who takes that back is heard after the proof was
    sent, too: then the file goes, and the report says that a picture was taken out.
    """

    proof = models.ForeignKey(ProofOfUse, models.PROTECT, related_name="pictures")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.FileField(upload_to="proof-pictures", max_length=200, blank=True)
    shows = models.CharField(_("what it shows"), max_length=200)
    agreed = models.DateField(_("day on which everybody in it agreed"), null=True, blank=True)
    nobody = models.BooleanField(_("nobody can be recognised in it"), default=False)
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    uploaded = models.DateTimeField(auto_now_add=True)
    taken_out = models.DateTimeField(_("taken out"), null=True, blank=True)

    objects: ClassVar[models.Manager[ProofPicture]] = models.Manager()

    class Meta:
        verbose_name = _("picture of a report")
        verbose_name_plural = _("pictures of reports")
        ordering = ["uploaded", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(nobody=True, agreed__isnull=True) | Q(nobody=False, agreed__isnull=False),
                name="who_is_in_a_picture_has_agreed",
            ),
            models.CheckConstraint(
                condition=Q(file="", taken_out__isnull=False) | (~Q(file="") & Q(taken_out__isnull=True)),
                name="picture_is_there_or_taken_out",
            ),
        ]

    def __str__(self) -> str:
        return self.shows

    @property
    def name(self) -> str:
        """Under which a person saves the file."""
        return f"bild-{self.pk}.jpg"

    @property
    def mime(self) -> str:
        return "image/jpeg"
