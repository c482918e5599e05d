"""What families said of a date, as sums."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Sum

from parentwork.choices import Answer, Question, Source

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

    def opinions(self, *, most: int | None = None) -> list[Opinion]:
        """All of them summed up, by question; one query.

        With `most`, for who types in what came on paper and knows it: beside that, fewer than `SHOWN_FROM`
        answers given online would show what one family said, so they are left out, as are more than `most`.
        """
        known = Counter[tuple[str, str]]()
        rows = self.order_by().values_list("source", "question", "answer").annotate(sum=Sum("count"))
        said = Counter[str]()
        for source, question, _answer, number in rows:
            said[question] += number if source == Source.ONLINE else 0
        for source, question, answer, number in rows:
            fits = most is None or SHOWN_FROM <= said[question] <= most
            if source != Source.ONLINE or fits:
                known[question, answer] += number
        return [
            Opinion(question, tuple(known[question, answer] for answer in Answer)) for question in Question
        ]


AnswerCountManager = models.Manager.from_queryset(AnswerCountQuerySet)
