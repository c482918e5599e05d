"""The period of a time sheet."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.forms import DateInput
from portal.lib.dates import today


class PeriodForm(forms.Form):
    """From one day to another, both included; this year where nothing is said."""

    first = forms.DateField(label=_("From"), widget=DateInput)
    last = forms.DateField(label=_("To"), widget=DateInput)

    @classmethod
    def asked(cls, data: Any) -> "PeriodForm":
        """As the address says it; without a period there, this year."""
        year = {"first": today().replace(month=1, day=1), "last": today().replace(month=12, day=31)}
        return cls(data if {"first", "last"} & data.keys() else year)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("first") and said.get("last") and said["last"] < said["first"]:
            raise ValidationError({"last": _("The end must not be before the beginning.")})
        return said

    @property
    def period(self) -> tuple[date, date]:
        return self.cleaned_data["first"], self.cleaned_data["last"]
