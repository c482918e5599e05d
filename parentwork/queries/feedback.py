"""What families said of a date, as sums."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Sum

from parentwork.choices import Answer, Question

# Fewer answers than this would show what one family said.
SHOWN_FROM = 3


@dataclass(frozen=True)
class Opinion:
    """The answers to one question; `counts` in the order of `Answer`."""

    question: Question
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def is_shown(self) -> bool:
        return self.total >= SHOWN_FROM


class AnswerCountQuerySet(models.QuerySet[Any]):
    """Counts of answers."""

    def opinions(self) -> list[Opinion]:
        """All of them summed up, by question; one query."""
        sums = self.order_by().values_list("question", "answer").annotate(sum=Sum("count"))
        known = {(question, answer): number for question, answer, number in sums}
        return [
            Opinion(question, tuple(known.get((question, answer), 0) for answer in Answer))
            for question in Question
        ]


AnswerCountManager = models.Manager.from_queryset(AnswerCountQuerySet)
