from __future__ import annotations

import uuid
from pathlib import PurePath
from typing import ClassVar
from urllib.parse import urlsplit

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from organisations.choices.evaluation import Area
from organisations.models import Organisation
from parentwork.models.formats import Format
from parentwork.queries.concepts import ConceptManager

# What a concept says, each in German and, if somebody has written it, in English.
PARTS = ("goal", "target", "method", "indicator")


class Concept(models.Model):
    """How an organisation works in an offer: for whom, towards what, and how it tells that it got there.

    Several workshops may follow it. Shared, it stands in the method library, where others copy it.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="concepts")
    version = models.PositiveIntegerField(default=1, editable=False)
    format = models.ForeignKey(
        Format, models.SET_NULL, null=True, blank=True, verbose_name=_("format"), related_name="concepts"
    )
    area = models.CharField(_("quality area"), max_length=14, choices=Area, blank=True)
    title_de = models.CharField(_("title"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=120, blank=True)
    goal_de = models.TextField(_("goal"), max_length=1000)
    goal_en = models.TextField(_("goal in English"), max_length=1000, blank=True)
    target_de = models.TextField(_("target group"), max_length=600, blank=True)
    target_en = models.TextField(_("target group in English"), max_length=600, blank=True)
    method_de = models.TextField(_("method"), max_length=3000, blank=True)
    method_en = models.TextField(_("method in English"), max_length=3000, blank=True)
    indicator_de = models.TextField(_("indicator"), max_length=600, blank=True)
    indicator_en = models.TextField(_("indicator in English"), max_length=600, blank=True)
    is_shared = models.BooleanField(_("shared with other organisations"), default=False)
    # Where it was copied from; the name stays when the other concept goes.
    copied_from = models.ForeignKey("self", models.SET_NULL, null=True, editable=False, related_name="copies")
    origin = models.CharField(_("first written by"), max_length=200, blank=True, editable=False)
    created = models.DateTimeField(auto_now_add=True)
    updated = models.DateTimeField(auto_now=True)

    objects: ClassVar[ConceptManager] = ConceptManager()

    class Meta:
        verbose_name = _("concept")
        verbose_name_plural = _("concepts")
        ordering = ["title_de", "id"]
        indexes = [
            models.Index(fields=["title_de", "id"], condition=Q(is_shared=True), name="concepts_in_library")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "copied_from"], name="concept_copied_once_by_organisation"
            ),
        ]

    def __str__(self) -> str:
        return self.title_de

    def get_absolute_url(self) -> str:
        return reverse("parentwork:desk_concept", args=[self.organisation.slug, self.pk])


def material_path(material: Material, name: str) -> str:
    return f"parentwork/materials/{uuid.uuid4().hex}{PurePath(name).suffix.lower()}"


class Material(models.Model):
    """Something to work with: a file, or the address of a page."""

    concept = models.ForeignKey(Concept, models.CASCADE, related_name="materials")
    name = models.CharField(_("what it is"), max_length=120)
    link = models.URLField(_("address of a page"), max_length=300, blank=True)
    file = models.FileField(_("file"), upload_to=material_path, max_length=200, blank=True)
    mime = models.CharField(max_length=100, blank=True, editable=False)
    size = models.PositiveIntegerField(default=0, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    created = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager[Material]] = models.Manager()

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(link="", file__gt="") | Q(link__gt="", file=""), name="material_is_file_or_link"
            ),
            models.UniqueConstraint(
                fields=["concept", "sha256"], condition=~Q(sha256=""), name="material_file_once_per_concept"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def filename(self) -> str:
        """The name under which it is saved: what it is, with the ending of its kind."""
        return f"{self.name}{PurePath(str(self.file.name)).suffix}"

    @property
    def host(self) -> str:
        """Whose page a link leads to."""
        return urlsplit(self.link).hostname or ""
