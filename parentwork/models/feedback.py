from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from parentwork.choices import Answer, Question, Source
from parentwork.models.dates import WorkshopDate
from parentwork.queries.feedback import AnswerCountManager


class AnswerCount(models.Model):
    """How often a question about a date was answered so.

    Only sums are kept: no row belongs to a person, and nobody can tell which answers were given together.
    What is read is `shown`, which follows `count` in steps of several families (`services.feedback`).
    """

    date = models.ForeignKey(WorkshopDate, models.CASCADE, related_name="answers")
    question = models.CharField(_("question"), max_length=10, choices=Question)
    answer = models.CharField(_("answer"), max_length=6, choices=Answer)
    source = models.CharField(_("how it came in"), max_length=6, choices=Source, default=Source.ONLINE)
    count = models.PositiveIntegerField(_("number"), default=0)
    shown = models.PositiveIntegerField(_("number that is shown"), default=0, db_default=0)
    # Whose first answer was this one: behind what is shown, and since the last step.
    families = models.PositiveIntegerField(_("families"), default=0, db_default=0)
    families_since = models.PositiveIntegerField(_("families since the last step"), default=0, db_default=0)

    objects: ClassVar[AnswerCountManager] = AnswerCountManager()

    class Meta:
        verbose_name = _("count of answers")
        verbose_name_plural = _("counts of answers")
        constraints = [
            models.UniqueConstraint(
                fields=["date", "question", "answer", "source"], name="one_count_per_answer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} · {self.question} · {self.answer}: {self.count}"
