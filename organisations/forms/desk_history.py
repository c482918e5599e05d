"""Putting back what an entry said before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organisations.models import Organisation
from organisations.reports.history import Difference


class PutBackForm(forms.Form):
    """Which fields are to say again what they said then; at first all of them."""

    stale: Organisation | None = None

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    columns = forms.MultipleChoiceField(
        label=_("What is to be put back"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick what is to be put back.")},
    )

    def __init__(
        self, data: Any = None, *, organisation: Organisation, differences: Sequence[Difference]
    ) -> None:
        choices = [(it.column, it.label) for it in differences if it.can_be_put_back]
        initial = {"version": organisation.version, "columns": [column for column, _label in choices]}
        super().__init__(data, initial=initial)
        self.fields["columns"].choices = choices  # type: ignore[attr-defined]
