from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from funding.choices import Aid, Applicant, OfficeLevel
from funding.queries.entries import EntryManager
from portal.places.models import Land


class ProgrammeEntry(models.Model):
    """A programme as the federal funding database (Förderdatenbank) describes it.

    An entry of the directory and no more: no request can be made for it here. Its texts are those of others
    (CC BY-ND), shown as they were taken in, with their source. What stands beside them is made for searching.
    """

    key = models.SlugField(_("number in the database"), max_length=64, unique=True)
    title = models.CharField(_("name"), max_length=400)
    url = models.URLField(_("address of the source"), max_length=400)
    prose = models.TextField(_("description"))
    terms = models.TextField(_("who may apply, and more"), blank=True)
    level = models.CharField(_("level"), max_length=12, choices=OfficeLevel, blank=True)
    land = models.ForeignKey(
        Land, models.PROTECT, verbose_name="Land", null=True, blank=True, related_name="entries"
    )
    aids = ArrayField(
        models.CharField(max_length=10, choices=Aid),
        verbose_name=_("what is given"),
        default=list,
        blank=True,
    )
    applicants = ArrayField(
        models.CharField(max_length=12, choices=Applicant),
        verbose_name=_("who may apply"),
        default=list,
        blank=True,
    )
    topics = ArrayField(models.CharField(max_length=80), verbose_name=_("topics"), default=list, blank=True)
    as_of = models.DateField(_("as the database said it on"), null=True, blank=True)
    folded = models.TextField(editable=False)
    vector = SearchVectorField(editable=False, null=True)

    objects: ClassVar[EntryManager] = EntryManager()

    class Meta:
        verbose_name = _("entry of the funding database")
        verbose_name_plural = _("entries of the funding database")
        ordering = ["-level", "title", "id"]
        indexes = [
            GinIndex(fields=["vector"], name="entries_by_their_words"),
            GinIndex(fields=["folded"], opclasses=["gin_trgm_ops"], name="entries_by_parts_of_words"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level=OfficeLevel.LAND, land__isnull=False)
                | (~models.Q(level=OfficeLevel.LAND) & models.Q(land__isnull=True)),
                name="entry_of_a_land_names_it",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("funding:entry", args=[self.key])
