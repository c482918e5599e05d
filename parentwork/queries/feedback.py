"""What families said of a date, as sums."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Sum

from parentwork.choices import Answer, Question, Source

# Fewer families than this would show what one of them said: at first, and with each step of new answers.
SHOWN_FROM = 3


@dataclass(frozen=True)
class Opinion:
    """The answers to one question; `counts` in the order of `Answer`, `families`: how many said so."""

    question: Question
    counts: tuple[int, ...]
    families: int = field(default=0, compare=False)

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def is_shown(self) -> bool:
        return self.total >= SHOWN_FROM


class AnswerCountQuerySet(models.QuerySet[Any]):
    """Counts of answers."""

    def opinions(self, *, most: int | None = None) -> list[Opinion]:
        """All that may be shown summed up, by question; one query.

        With `most`, for who types in what came on paper and knows it: what was said online more often than
        `most` is left out.
        """
        known, families, said = Counter[tuple[str, str]](), Counter[str](), Counter[str]()
        sums = {"sum": Sum("count"), "visible": Sum("shown"), "behind": Sum("families")}
        rows = self.order_by().values_list("source", "question", "answer").annotate(**sums)
        for source, question, _answer, number, _visible, _behind in rows:
            said[question] += number if source == Source.ONLINE else 0
        for source, question, answer, _number, visible, behind in rows:
            if source != Source.ONLINE or most is None or said[question] <= most:
                known[question, answer] += visible
                families[question] += behind
        return [
            Opinion(question, tuple(known[question, answer] for answer in Answer), families[question])
            for question in Question
        ]


AnswerCountManager = models.Manager.from_queryset(AnswerCountQuerySet)
