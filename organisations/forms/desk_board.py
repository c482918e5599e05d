"""What a network looks for among its members."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from organisations.choices.board import Step
from organisations.models import Organisation


class BoardForm(forms.Form):
    """Filters as address parameters."""

    q = forms.CharField(label=_("Name or word"), max_length=100, required=False)
    step = forms.ChoiceField(label=_("State"), choices=[("", _("any state")), *Step.choices], required=False)

    def narrowed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows of a board that the filters let through; all of them while a filter is faulty."""
        if not self.is_valid():
            return rows
        if q := self.cleaned_data["q"]:
            rows = rows.filter(member__in=Organisation.objects.resembling(q).order_by().values("pk"))
        if step := self.cleaned_data["step"]:
            rows = rows.filter(step=step)
        return rows
