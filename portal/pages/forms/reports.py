from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _


class ReportForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    what = forms.CharField(
        label=_("What does not work?"),
        help_text=_("Write in any language. Tell us what you wanted to do and what happened."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=4000,
    )
    page = forms.CharField(
        label=_("On which page?"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    contact = forms.CharField(
        label=_("How can we answer you?"),
        help_text=_("Mail address or telephone number. We use it for the answer only, then we delete it."),
        max_length=200,
        required=False,
    )

    def clean_page(self) -> Any:
        return self.cleaned_data["page"].strip()
