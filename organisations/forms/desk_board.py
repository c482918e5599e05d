"""What a network looks for among its members."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from organisations.choices.board import Step
from organisations.reports.board import narrowed


class BoardForm(forms.Form):
    """Filters as address parameters."""

    q = forms.CharField(label=_("Name or word"), max_length=100, required=False)
    step = forms.ChoiceField(label=_("State"), choices=[("", _("any state")), *Step.choices], required=False)

    def narrowed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows of a board that the filters let through; all of them while a filter is faulty."""
        if not self.is_valid():
            return rows
        return narrowed(rows, word=self.cleaned_data["q"], step=self.cleaned_data["step"])
