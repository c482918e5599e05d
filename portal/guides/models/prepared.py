from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.guides.models.guides import Translation
from portal.guides.queries import PreparedTextManager


class PreparedText(models.Model):
    """The next wording of a text. It saves itself, has no history, and no reader sees it yet.

    Nothing in it is checked before that, so every column may be empty.
    """

    text = models.OneToOneField(Translation, models.CASCADE, related_name="prepared")
    title = models.CharField(_("title"), max_length=120, blank=True)
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    body = models.TextField(_("text"), max_length=40_000, blank=True)
    small = models.BooleanField(_("Small correction"), default=False)
    # The version of the text that this wording was begun from.
    text_version = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)
    # The open page that saved last: it may save again without having heard of its own last version.
    page = models.CharField(max_length=36, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )  # fmt: skip
    updated = models.DateTimeField(auto_now=True)
    # Ids of all who have written in it: none of them is the second person who reads it.
    writers = ArrayField(models.BigIntegerField(), default=list, blank=True)
    # Set while it waits for a second pair of eyes: since when, asked by whom, and whose turn it is.
    asked_on = models.DateTimeField(null=True, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[PreparedTextManager] = PreparedTextManager()

    def __str__(self) -> str:
        return self.title

    @property
    def waits(self) -> bool:
        """For a second pair of eyes."""
        return self.asked_on is not None

    @property
    def hands(self) -> frozenset[int]:
        """Ids of all through whose hands it went: who wrote in it, and who asked others to read it."""
        found = {*self.writers, self.by_id, self.asked_by_id}
        return frozenset(pk for pk in found if pk is not None)
