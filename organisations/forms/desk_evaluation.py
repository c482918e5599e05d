"""The yearly questions on one area of the work with parents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from organisations.choices.evaluation import Rating
from organisations.models import AreaEvaluation, Membership
from organisations.models.evaluation import WRITTEN
from portal.forms import DateInput


class EvaluationForm(forms.Form):
    """One question for each statement of the area, and what follows from the answers.

    The version says which state the reader has seen; 0 is none.
    """

    # The evaluation as it is now, if somebody else was faster.
    stale: AreaEvaluation | None = None

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    evidence = forms.CharField(max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4}))
    measure = forms.CharField(max_length=200, required=False)
    owner = forms.ModelChoiceField(Membership.objects.none(), required=False)
    due = forms.DateField(required=False, widget=DateInput)

    def __init__(self, data: Any = None, *, evaluation: AreaEvaluation) -> None:
        initial = {name: getattr(evaluation, name) for name in ("version", *WRITTEN[1:])}
        ratings = {_name(place): rating for place, rating in enumerate(evaluation.ratings)}
        super().__init__(data, initial=initial | ratings)
        self.area = evaluation.kind
        for place, statement in enumerate(self.area.statements):
            radios = forms.RadioSelect(attrs={"class": "choices-many"})
            self.fields[_name(place)] = forms.TypedChoiceField(
                choices=Rating.choices, coerce=int, widget=radios, label=statement
            )
        self.fields["owner"].queryset = evaluation.organisation.memberships.reading_yearly()  # type: ignore[attr-defined]
        self.fields["owner"].label_from_instance = lambda row: row.user.name or row.user.email  # type: ignore[attr-defined]
        for name in WRITTEN[1:]:
            self.fields[name].label = AreaEvaluation.question(name)
            self.fields[name].help_text = AreaEvaluation._meta.get_field(name).help_text  # type: ignore[union-attr]

    @property
    def statements(self) -> list[BoundField]:
        return [self[_name(place)] for place in range(len(self.area.statements))]

    def answers(self) -> dict[str, Any]:
        """The cleaned entries as `services.save_evaluation` takes them."""
        ratings = [self.cleaned_data[_name(place)] for place in range(len(self.area.statements))]
        return {name: self.cleaned_data[name] for name in WRITTEN[1:]} | {"ratings": ratings}


def _name(place: int) -> str:
    return f"rating_{place}"
