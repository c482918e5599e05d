"""How an organisation was checked, and what it says when it is to be hidden."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organisations.choices.trust import Basis
from organisations.models import Organisation


class VerifyForm(forms.Form):
    """`networks` are those in whose name somebody may say it; none is the portal's staff."""

    umbrella = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Network"), widget=forms.RadioSelect, empty_label=None
    )
    basis = forms.ChoiceField(
        label=_("How do you know it?"),
        choices=Basis,
        widget=forms.RadioSelect,
        help_text=_("The public reads it."),
    )
    words = forms.CharField(
        label=_("In your own words"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Whom you know, or what you have seen and when. Your network and the portal’s staff read it."
        ),
    )

    def __init__(self, *args: Any, networks: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.only = networks[0] if len(networks) == 1 else None
        if len(networks) < 2:
            del self.fields["umbrella"]
        else:
            rows = Organisation.objects.filter(pk__in=[network.pk for network in networks])
            self.fields["umbrella"].queryset = rows  # type: ignore[attr-defined]

    @property
    def said(self) -> dict[str, Any]:
        return {"umbrella": self.only} | self.cleaned_data


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The organisation reads it."),
    )


class SayForm(forms.Form):
    """What an organisation says to the hiding of its entry: `step` is what the page asked for."""

    step = forms.CharField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("What do you say?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Only the portal’s staff reads it."),
    )
