from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import HashIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.documents.choices import LIVE, State
from portal.documents.queries import DocumentManager

# In the place of an error, of what nobody gets any more since it shows what is no longer to be shown.
WITHDRAWN = "Withdrawn"


class Document(models.Model):
    """One file that is, was or will be rendered: what it is made of, how far it is, and where it lies.

    The file may hold personal data, so the row has a deletion date, on which `purge` deletes both.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=80)
    params = models.JSONField(_("parameters"), default=dict, blank=True)
    language = models.CharField(_("language"), max_length=12)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("requested by"),
        null=True,
        blank=True,
        related_name="+",
    )
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.QUEUED)
    progress = models.PositiveSmallIntegerField(_("progress"), default=0)
    # Of kind, parameters, language, gathered data and template release. Empty when the data changed between
    # request and rendering into those of another document: such a file is not given to the next who asks.
    input_checksum = models.CharField(max_length=64, blank=True, editable=False)
    claim = models.CharField(max_length=64, blank=True, editable=False)
    seen = models.DateTimeField(_("worker last seen"), null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.CharField(_("error"), max_length=120, blank=True)
    file = models.FileField(_("file"), max_length=200, blank=True)
    filename = models.CharField(_("file name"), max_length=150, blank=True)
    size = models.PositiveIntegerField(_("size in bytes"), default=0)
    sha256 = models.CharField(_("checksum"), max_length=64, blank=True)
    created = models.DateTimeField(_("requested"), auto_now_add=True)
    finished = models.DateTimeField(_("finished"), null=True, blank=True)
    expires = models.DateTimeField(_("deleted on"), null=True, blank=True)

    objects: ClassVar[DocumentManager] = DocumentManager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-created", "uuid"]
        constraints = [
            models.UniqueConstraint(
                fields=["input_checksum"],
                condition=Q(state__in=LIVE) & ~Q(input_checksum=""),
                name="one_document_per_input",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="document_state_known"),
            models.CheckConstraint(
                condition=Q(progress__range=(0, 100)), name="document_progress_in_percent"
            ),
            models.CheckConstraint(
                condition=Q(state=State.RENDERING, seen__isnull=False) & ~Q(claim="")
                | ~Q(state=State.RENDERING) & Q(seen__isnull=True, claim=""),
                name="document_rendered_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.DONE) | (~Q(file="") & ~Q(sha256="") & Q(finished__isnull=False)),
                name="document_done_has_file",
            ),
        ]
        indexes = [
            models.Index(fields=["created"], condition=Q(state=State.QUEUED), name="document_queued"),
            models.Index(fields=["seen"], condition=Q(state=State.RENDERING), name="document_rendering"),
            models.Index(fields=["expires"], name="document_expires"),
            models.Index(fields=["-created", "uuid"], name="document_newest"),
            # By what they are about, in whole: parameters may be longer than an ordered index takes.
            HashIndex(fields=["params"], name="document_params"),
        ]

    def __str__(self) -> str:
        return self.filename or f"{self.kind} · {self.get_state_display()}"

    def get_absolute_url(self) -> str:
        return reverse("documents:detail", args=[self.uuid])

    @property
    def is_done(self) -> bool:
        return self.state == State.DONE

    @property
    def is_open(self) -> bool:
        return self.state in (State.QUEUED, State.RENDERING)

    @property
    def is_withdrawn(self) -> bool:
        """Nobody cancelled it: it is out of date, and goes with the next purge."""
        return self.state == State.CANCELLED and self.error == WITHDRAWN

    @property
    def can_be_redone(self) -> bool:
        return self.state in (State.FAILED, State.CANCELLED)
