"""Sending the logo of an organisation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organisations.forms.marks import mark
from organisations.models import Organisation


class VersionForm(forms.Form):
    """Nothing but the state of the entry that the reader has seen, for a button."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class LogoForm(VersionForm):
    """One picture; what is wrong with it the service says at the field."""

    file = forms.FileField(
        label=_("Picture of your logo"),
        widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg"}),
        help_text=_("PNG or JPG, up to 5 MB. It is drawn anew; hidden data such as the place goes."),
    )

    def __init__(self, data: Any = None, files: Any = None, *, organisation: Organisation) -> None:
        super().__init__(data, files, initial={"version": organisation.version})
        mark(self)
