"""What a network asks its members: written by the network, answered by a member."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from organisations.choices.surveys import QuestionKind
from organisations.models import Question, Reply, Survey
from organisations.models.surveys import MOST_OPTIONS, MOST_QUESTIONS, WRITTEN
from portal.forms import DateInput
from portal.lib import languages, money

_PLACES = range(1, MOST_QUESTIONS + 1)


class OptionsField(forms.CharField):
    """Answers to choose from, one a line."""

    LONGEST = 100
    widget = forms.Textarea

    def clean(self, value: Any) -> list[str]:
        lines = [" ".join(line.split()) for line in super().clean(value).splitlines()]
        options = list(dict.fromkeys(line for line in lines if line))
        if len(options) > MOST_OPTIONS or any(len(option) > self.LONGEST for option in options):
            raise ValidationError(
                _("At most %(most)s answers, each of at most %(longest)s characters."),
                params={"most": MOST_OPTIONS, "longest": self.LONGEST},
            )
        return options


class SurveyForm(forms.ModelForm):
    """Up to five questions; those without words are left out. The version says which draft the reader has
    seen; 0 is none."""

    # The draft as it is now, if somebody else was faster.
    stale: Survey | None = None

    key = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    class Meta:
        model = Survey
        fields = ["title", "text", "language", "last_day", "step", "word"]
        widgets = {"text": forms.Textarea(attrs={"rows": 4}), "last_day": DateInput}
        help_texts = {
            "language": _("In which all of it is written. It is not translated."),
            "last_day": _("Until then a member can change its answers."),
            "word": _("Only members that are called like this."),
        }

    def __init__(self, data: Any = None, *, survey: Survey) -> None:
        asked = survey.asked
        filled = {name: value for place in _PLACES for name, value in _typed(asked, place).items()}
        super().__init__(data, instance=survey, initial=filled | {"version": survey.version})
        self.initial["key"] = survey.key
        self.fields["language"].choices = languages.PUBLIC  # type: ignore[attr-defined]
        self.fields["step"].choices = [("", _("all of them")), *Survey._meta.get_field("step").choices]  # type: ignore[attr-defined,misc]
        for place in _PLACES:
            self._ask(place)

    def _ask(self, place: int) -> None:
        self.fields[f"words_{place}"] = forms.CharField(
            label=_("Question %(number)s") % {"number": place}, max_length=300, required=place == 1
        )
        self.fields[f"kind_{place}"] = forms.ChoiceField(
            label=_("How it is answered"), choices=QuestionKind, initial=QuestionKind.TEXT
        )
        self.fields[f"options_{place}"] = OptionsField(
            label=_("Answers to choose from"), help_text=_("One a line, if it is one of several."),
            required=False, widget=forms.Textarea(attrs={"rows": 3}),
        )  # fmt: skip
        self.fields[f"options_{place}"].unmarked = True  # type: ignore[attr-defined]

    @property
    def groups(self) -> list[list[forms.BoundField]]:
        """The fields of each question."""
        return [[self[name] for name in _typed([], place)] for place in _PLACES]

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        for place in _PLACES:
            options, kind = typed.get(f"options_{place}"), typed.get(f"kind_{place}")
            is_asked = bool(typed.get(f"words_{place}"))
            if options and not is_asked and not self.has_error(f"words_{place}"):
                self.add_error(f"words_{place}", _("Write the question as well."))
            if is_asked and kind == QuestionKind.CHOICE and options is not None and len(options) < 2:
                self.add_error(f"options_{place}", _("Write two answers at least."))
        return typed

    def _post_clean(self) -> None:
        """The service checks the whole of it, and nothing is written into the draft that is shown."""

    def written(self) -> dict[str, Any]:
        """The cleaned entries as `services.save_survey` takes them."""
        typed = self.cleaned_data
        asked = [
            Question(typed[f"words_{place}"], kind := typed[f"kind_{place}"], _options(typed, place, kind))
            for place in _PLACES
            if typed[f"words_{place}"]
        ]
        words = {name: typed[name] for name in WRITTEN if name != "questions"}
        return words | {"questions": [question.stored() for question in asked]}


def _options(typed: dict[str, Any], place: int, kind: str) -> tuple[str, ...]:
    return tuple(typed[f"options_{place}"]) if kind == QuestionKind.CHOICE else ()


def _typed(asked: list[Question], place: int) -> dict[str, str]:
    """What stands in the fields of a question."""
    question = asked[place - 1] if place <= len(asked) else Question("")
    return {
        f"words_{place}": question.words,
        f"kind_{place}": question.kind,
        f"options_{place}": "\n".join(question.options),
    }


class NumberField(forms.DecimalField):
    """A number as people in Germany write it, `1.234,5`, or as in English."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_digits=12, decimal_places=2, widget=widget, **kwargs)

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        try:
            return money.parse(str(value))
        except ValidationError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        return number_format(_plain(value)) if isinstance(value, Decimal) else value


def _plain(number: Decimal) -> str:
    """Without decimals that say nothing, so that the same number is always stored alike."""
    return f"{number.normalize():f}"


class ReplyForm(forms.Form):
    """One field for each question. The version says which answers the reader has seen; 0 is none."""

    # The reply as it is now, if somebody else was faster.
    stale: Reply | None = None

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data: Any = None, *, reply: Reply) -> None:
        super().__init__(data, initial={"version": reply.version})
        self.language = reply.survey.language
        for place, (question, answer) in enumerate(reply.said):
            self.fields[f"answer_{place}"] = self._field(question)
            self.initial[f"answer_{place}"] = answer

    def _field(self, question: Question) -> forms.Field:
        common: dict[str, Any] = {"label": self._in_its_language(question.words), "required": False}
        if question.kind == QuestionKind.CHOICE:
            options = [(option, self._in_its_language(option)) for option in question.options]
            return forms.ChoiceField(
                choices=[*options, ("", _("no answer"))], widget=forms.RadioSelect, **common
            )
        if question.kind == QuestionKind.NUMBER:
            return NumberField(**common)
        return forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 4}), **common)

    def _in_its_language(self, words: str) -> str | Promise:
        """Marked where the reader's language is another."""
        if self.language == get_language():
            return words
        direction = languages.direction(self.language)
        return format_html('<span lang="{}" dir="{}">{}</span>', self.language, direction, words)

    def answers(self) -> list[str]:
        """The cleaned entries as `services.answer_survey` takes them."""
        given = (value for name, value in self.cleaned_data.items() if name != "version")
        return [_plain(value) if isinstance(value, Decimal) else value or "" for value in given]
