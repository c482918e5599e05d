from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.guides.models.guides import Guide
from portal.guides.queries import GuideFeedbackManager
from portal.places.models import Land


class GuideFeedback(models.Model):
    """Whether a guide helped, said by somebody of whom nothing is known but language and Land."""

    key = models.UUIDField(unique=True, editable=False)  # of the form: a double tap counts once
    guide = models.ForeignKey(Guide, models.CASCADE, related_name="feedback", verbose_name=_("guide"))
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES)
    land = models.ForeignKey(Land, models.PROTECT, null=True, blank=True, verbose_name=_("Land"))
    helped = models.BooleanField(_("it helped"))
    # People may write a name or a number all the same, so the words have a deletion date; the count stays.
    sentence = models.CharField(_("in their words"), max_length=500, blank=True)
    created = models.DateTimeField(_("said on"), auto_now_add=True)

    objects: ClassVar[GuideFeedbackManager] = GuideFeedbackManager()

    class Meta:
        verbose_name = _("feedback on a guide")
        verbose_name_plural = _("feedback on guides")
        ordering = ["-created"]
        indexes = [models.Index(fields=["guide", "language", "-created"], name="feedback_by_guide")]

    def __str__(self) -> str:
        return f"{self.guide_id} {self.language} {self.helped}"
