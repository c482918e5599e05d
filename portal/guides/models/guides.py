from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.guides.choices import State
from portal.guides.models.loaded import Loaded, in_every_language
from portal.guides.queries import GuideManager, TranslationManager

# Addresses below /guides/ and /desk/guides/ that are pages of their own.
PAGES = (
    "booklet", "feedback", "forget", "laender", "links", "new", "offline", "pictures", "search", "words",
)  # fmt: skip


class Topic(Loaded):
    """What a group of guides is about: "School begins"."""

    slug = models.SlugField(max_length=40, primary_key=True)
    title = models.CharField(_("title"), max_length=80)
    summary = models.CharField(_("in one sentence"), max_length=200, blank=True)
    icon = models.CharField(max_length=20, default="book")
    position = models.PositiveSmallIntegerField(_("place in the list"), default=100)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[models.Manager[Topic]] = models.Manager()
    from_file = ("icon", "position", *in_every_language("title", "summary"))

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return self.title or self.slug


class Guide(Loaded):
    """One page of information; its texts are translations, German is the master."""

    slug = models.SlugField(max_length=60, unique=True)
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="guides")
    position = models.PositiveSmallIntegerField(_("place in the list"), default=100)
    # About violence or about having no papers: leaves no trace on the device, and offers a quick way out.
    is_sensitive = models.BooleanField(_("leaves no trace on the device"), default=False)
    # Raised by every edit of the German text that is more than a small correction.
    revision = models.PositiveIntegerField(_("revision"), default=1, editable=False)
    # Earlier revisions with the very words of this one: what was made from them is up to date again.
    said_before = ArrayField(models.PositiveIntegerField(), default=list, blank=True, editable=False)
    # The revision that the German file had when it was read last.
    loaded_revision = models.PositiveIntegerField(default=0, editable=False)
    # Of what the desk arranges: address, topic, place in the list.
    version = models.PositiveIntegerField(default=1, editable=False)
    created = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[GuideManager] = GuideManager()
    from_file = ("topic_id", "position", "is_sensitive")

    class Meta:
        verbose_name = _("guide")
        verbose_name_plural = _("guides")
        ordering = ["topic__position", "position", "slug"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(slug__in=PAGES), name="guide_slug_is_free"),
        ]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse("guides:detail", args=[self.slug])

    def says_the_same_as(self, revision: int) -> bool:
        """The German text still says what it said in that revision, or says it again."""
        return revision >= self.revision or revision in self.said_before


class Translation(Loaded):
    """The text of a guide in one language."""

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="translations")
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES)
    title = models.CharField(_("title"), max_length=120)
    summary = models.CharField(_("in one sentence"), max_length=300)
    body = models.TextField(_("text"), max_length=40_000)
    # The revision of the German text that this one says the same as.
    made_from = models.PositiveIntegerField(_("made from revision"), default=1)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT)
    machine_assisted = models.BooleanField(_("machine-assisted, not yet checked by a person"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    updated = models.DateTimeField(auto_now=True)

    objects: ClassVar[TranslationManager] = TranslationManager()
    from_file = ("title", "summary", "body", "made_from", "machine_assisted")

    class Meta:
        verbose_name = _("text of a guide")
        verbose_name_plural = _("texts of guides")
        ordering = ["guide", "language"]
        constraints = [
            models.UniqueConstraint(fields=["guide", "language"], name="one_text_per_language"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"

    @property
    def is_master(self) -> bool:
        return self.language == settings.LANGUAGE_CODE

    @property
    def is_outdated(self) -> bool:
        """The German text has said something else since this one was made."""
        return not self.guide.says_the_same_as(self.made_from)
