from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organisations.choices.surveys import ASKED_AT, QuestionKind
from organisations.models.registry import Organisation
from organisations.queries.surveys import ReplyManager, SurveyManager
from portal.lib import dates

KEPT = relativedelta(years=1, days=1)  # after the last day
MOST_QUESTIONS = 5
MOST_OPTIONS = 10
# What is written into a survey before it is sent.
WRITTEN = ("title", "text", "language", "last_day", "step", "word", "questions")


@dataclass(frozen=True)
class Question:
    """One question as a survey stores it; `options` are the answers of a question with several."""

    words: str
    kind: str = QuestionKind.TEXT.value
    options: tuple[str, ...] = ()

    def stored(self) -> dict[str, Any]:
        return asdict(self) | {"options": list(self.options)}

    def read(self, answer: str) -> str | Decimal:
        """What a reply has stored: numbers as such, so that one can add them up; "" is no answer."""
        return Decimal(answer) if answer and self.kind == QuestionKind.NUMBER else answer


def questions(stored: Iterable[dict[str, Any]]) -> list[Question]:
    """The questions of a column that holds them."""
    return [Question(**row | {"options": tuple(row["options"])}) for row in stored]


class Survey(models.Model):
    """A few questions of a network to its members, with a last day to answer. A year later it is deleted."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    umbrella = models.ForeignKey(Organisation, models.CASCADE, related_name="surveys")
    version = models.PositiveIntegerField(default=0, editable=False)
    title = models.CharField(_("Title"), max_length=120)
    text = models.TextField(_("What it is about"), max_length=1500, blank=True)
    # In which all of it is written.
    language = models.CharField(_("Language"), max_length=12, choices=settings.LANGUAGES)
    questions = models.JSONField(_("Questions"), default=list)  # see `asked`
    last_day = models.DateField(_("Last day to answer"))
    # Which members are asked, as the board narrows them; empty for all.
    step = models.CharField(
        _("Members in the state"),
        max_length=12,
        blank=True,
        choices=[(step, step.label) for step in ASKED_AT],
    )  # fmt: skip
    word = models.CharField(_("Name or word"), max_length=100, blank=True)
    sent = models.DateTimeField(null=True, editable=False)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    closed = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[SurveyManager] = SurveyManager()

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        constraints = [
            models.CheckConstraint(condition=Q(step__in=["", *ASKED_AT]), name="survey_of_known_step"),
            models.CheckConstraint(
                condition=Q(closed=None) | Q(sent__isnull=False), name="only_a_sent_survey_is_closed"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def asked(self) -> list[Question]:
        return questions(self.questions)

    @property
    def ends(self) -> date:
        """The day on which it is deleted with all answers."""
        return self.last_day + KEPT

    @property
    def is_draft(self) -> bool:
        return self.sent is None

    @property
    def is_open(self) -> bool:
        """Members may answer, and change what they have answered."""
        return self.sent is not None and self.closed is None and dates.today() <= self.last_day


class Reply(models.Model):
    """That a member was asked, and once it is `answered`, what it says."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="replies")
    member = models.ForeignKey(Organisation, models.CASCADE, related_name="survey_replies")
    version = models.PositiveIntegerField(default=0, editable=False)
    # One for each question, in their order; "" where nothing was answered.
    answers = ArrayField(models.TextField(blank=True), default=list, size=MOST_QUESTIONS)
    answered = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[ReplyManager] = ReplyManager()

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        constraints = [
            models.UniqueConstraint(fields=["survey", "member"], name="one_reply_per_member"),
            models.CheckConstraint(
                condition=Q(answered=None, version=0, answers=[])
                | Q(answered__isnull=False, version__gt=0, answers__len__gt=0),
                name="an_answered_reply_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey} → {self.member}"

    @property
    def said(self) -> list[tuple[Question, str | Decimal]]:
        """Each question with the answer to it."""
        given = self.answers or [""] * len(self.survey.questions)
        pairs = zip(self.survey.asked, given, strict=True)
        return [(question, question.read(answer)) for question, answer in pairs]
