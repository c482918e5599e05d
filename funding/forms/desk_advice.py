"""From a question to a request."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from funding.models import Office, Programme


class BeginForm(forms.Form):
    """A programme of the Office that was asked."""

    programme = forms.ModelChoiceField(Programme.objects.none(), label=_("Programme"), empty_label=None)

    def __init__(self, data: Any = None, *, office: Office) -> None:
        super().__init__(data)
        rows = Programme.objects.taking_requests().filter(office=office).order_by("slug")
        self.fields["programme"].queryset = rows  # type: ignore[attr-defined]
