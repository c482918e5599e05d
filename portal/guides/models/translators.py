from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.guides.choices import Step
from portal.guides.models.guides import Guide
from portal.guides.queries import TranslationDraftManager, TranslatorManager


class Translator(models.Model):
    """A person translates guides into a language."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="translator_languages",
        verbose_name=_("person"),
    )
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES)
    since = models.DateTimeField(_("since"), auto_now_add=True)

    objects: ClassVar[TranslatorManager] = TranslatorManager()

    class Meta:
        verbose_name = _("translator")
        verbose_name_plural = _("translators")
        ordering = ["language", "user__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "language"], name="one_translator_per_language"),
            models.CheckConstraint(
                condition=~models.Q(language=settings.LANGUAGE_CODE), name="nobody_translates_the_master"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.language})"


class TranslationDraft(models.Model):
    """A translation in the making, beside the text that readers see; gone once it is published.

    It saves itself while somebody types and leaves no history. `pieces` holds, paragraph by paragraph, the
    German words and the translation (`reports.translations.pieces`), so that it stays whole when the German
    text moves on.
    """

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="drafts")
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES)
    pieces = models.JSONField(default=list)
    # The revision of the German text that the pieces are made from, and the versions of the two texts.
    made_from = models.PositiveIntegerField()
    german_version = models.PositiveIntegerField()
    text_version = models.PositiveIntegerField(default=0)  # 0: there was no text in this language
    step = models.CharField(max_length=8, choices=Step, default=Step.WRITING)
    # Since when it is whose turn it is.
    since = models.DateTimeField()
    # Ids of all who have typed into it: none of them is the second person who reads it.
    writers = ArrayField(models.BigIntegerField(), default=list, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    note = models.TextField(_("What is to be changed?"), max_length=2_000, blank=True)
    version = models.PositiveIntegerField(default=1)
    # The open page that saved last may save again without having heard of its own last version.
    page = models.CharField(max_length=36, blank=True)

    objects: ClassVar[TranslationDraftManager] = TranslationDraftManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["guide", "language"], name="one_draft_per_language"),
            models.CheckConstraint(condition=models.Q(step__in=Step.values), name="draft_step_known"),
            models.CheckConstraint(
                condition=~models.Q(language=settings.LANGUAGE_CODE), name="no_draft_of_the_master"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guide_id} ({self.language})"

    @property
    def hands(self) -> frozenset[int | None]:
        """Ids of all through whose hands it went: who has it now, and who typed into it before."""
        return frozenset({self.author_id, *self.writers})
