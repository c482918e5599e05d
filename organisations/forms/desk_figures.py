"""In the sums of which network the figures of an organisation count."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organisations.models import Organisation
from portal.lib import dates


class ConsentForm(forms.Form):
    umbrella = forms.ModelChoiceField(Organisation.objects.none(), label=_("Network"))

    def __init__(self, data: Any = None, *, organisation: Organisation) -> None:
        super().__init__(data)
        networks = Organisation.objects.public().umbrellas_of(organisation, dates.today())
        self.fields["umbrella"].queryset = networks.order_by("sort_key", "pk")  # type: ignore[attr-defined]
