"""Smiley and three questions, for families and for whoever types in the paper sheets."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext

from parentwork.choices import SMILEYS, Answer, Question, Source
from parentwork.forms.fields import SmallNumber
from parentwork.models import AnswerCount
from parentwork.services.feedback import Answers, Sums

MOST_SHEETS = 500


def words_of(question: Question, answer: Answer) -> str | Promise:
    """What an answer is called under this question."""
    return SMILEYS[answer] if question == Question.HOW else answer.label


class FeedbackForm(forms.Form):
    """Every question may be left out, but not all of them."""

    use_required_attribute = False

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    # On a phone on which somebody has answered already.
    another = forms.BooleanField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in Question:
            self.fields[question] = forms.ChoiceField(
                label=question.label, required=False, widget=forms.RadioSelect,
                choices=[(answer.value, words_of(question, answer)) for answer in Answer],
            )  # fmt: skip

    def questions(self) -> list[forms.BoundField]:
        return [self[question] for question in Question]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and not any(said.get(question) for question in Question):
            self.add_error(Question.HOW, gettext("Please answer at least one question."))
        return said

    def answers(self) -> Answers:
        said = self.cleaned_data
        return {question: Answer(said[question]) for question in Question if said[question]}


class PaperForm(forms.Form):
    """How often each answer is ticked on the paper sheets of a date."""

    use_required_attribute = False

    def __init__(self, stored: Iterable[AnswerCount], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {(row.question, row.answer): row.count for row in stored if row.source == Source.PAPER}
        for question in Question:
            for answer in Answer:
                self.fields[_name(question, answer)] = SmallNumber(
                    label=words_of(question, answer),
                    most=MOST_SHEETS, initial=known.get((question, answer), 0),
                )  # fmt: skip

    def rows(self) -> list[dict[str, Any]]:
        """For the template: a question with one field an answer."""
        return [
            {"question": question, "fields": [self[_name(question, answer)] for answer in Answer]}
            for question in Question
        ]

    def sums(self) -> Sums:
        return {
            (question, answer): self.cleaned_data[_name(question, answer)]
            for question in Question
            for answer in Answer
        }


def _name(question: Question, answer: Answer) -> str:
    return f"{question}_{answer}"
