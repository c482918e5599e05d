"""The answers to what a network asks its members, as it reads them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from organisations.choices.surveys import ASKED_AT, QuestionKind
from organisations.models import Membership, Question, Reply, Survey
from organisations.reports.board import board_of, narrowed
from portal.lib import dates


@dataclass(frozen=True)
class Tally:
    """What comes together of the answers to one question: how many chose each option, or the sum."""

    words: str
    options: list[tuple[str, int]]
    total: Decimal | None
    given: int


def members_to_ask(survey: Survey) -> QuerySet[Any]:
    """The rows of the board that a draft means, without those where nobody could answer."""
    return _meant(survey).filter(_somebody_answers(), step__in=ASKED_AT)


def members_left_out(survey: Survey) -> QuerySet[Any]:
    """The other members that a draft means: nobody there could answer, or the portal hides them."""
    asked = members_to_ask(survey).order_by().values("pk")
    return _meant(survey).filter(waits_for="").exclude(pk__in=asked)


def _meant(survey: Survey) -> QuerySet[Any]:
    return narrowed(board_of(survey.umbrella), word=survey.word, step=survey.step)


def _somebody_answers() -> Exists:
    return Exists(Membership.objects.answering().filter(organisation=OuterRef("member")))


def tallies_of(survey: Survey, replies: Iterable[Reply]) -> list[Tally]:
    """Of each question that can be counted or added up; what members say in their own words can not."""
    said = [reply.answers for reply in replies if reply.answered]
    rows = ((question, [answers[place] for answers in said]) for place, question in enumerate(survey.asked))
    return [
        _tally(question, [answer for answer in answers if answer])
        for question, answers in rows
        if question.kind != QuestionKind.TEXT
    ]


def _tally(question: Question, answers: list[str]) -> Tally:
    if question.kind == QuestionKind.NUMBER:
        return Tally(question.words, [], sum(map(Decimal, answers), Decimal(0)), len(answers))
    chosen = Counter(answers)
    return Tally(
        question.words, [(option, chosen[option]) for option in question.options], None, len(answers)
    )


def table_of(survey: Survey, replies: Iterable[Reply]) -> Iterator[list[Any]]:
    """One member a row, those that have not answered too."""
    yield [_("Organisation"), _("Answered on"), *(question.words for question in survey.asked)]
    for reply in replies:
        day = dates.day_of(reply.answered) if reply.answered else ""
        yield [reply.member.name, day, *(answer for _question, answer in reply.said)]
