from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.guides.models.loaded import Loaded, in_every_language


class Term(Loaded):
    """A word of German schools: the word stays German, the explanation is in the reader's language."""

    slug = models.SlugField(max_length=60, primary_key=True)
    word = models.CharField(_("German word"), max_length=80)
    plural = models.CharField(_("German plural"), max_length=80, blank=True)
    # How a reader of that language would write down what they hear: "EL-tern-ah-bent", "إلْتِرن آبِنت".
    say = models.CharField(_("how to say it"), max_length=120, blank=True)
    meaning = models.CharField(_("what it means"), max_length=400)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[models.Manager[Term]] = models.Manager()
    from_file = ("word", "plural", *in_every_language("say", "meaning"))

    class Meta:
        verbose_name = _("German word")
        verbose_name_plural = _("German words")
        ordering = ["word"]

    def __str__(self) -> str:
        return self.word
