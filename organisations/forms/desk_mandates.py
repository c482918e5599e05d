"""Which network may write the profile, and until when."""

from __future__ import annotations

from typing import Any

from dateutil.relativedelta import relativedelta
from django import forms
from django.utils.translation import gettext_lazy as _

from organisations.models import Organisation
from portal.forms import DateInput
from portal.lib import dates


class MandateForm(forms.Form):
    umbrella = forms.ModelChoiceField(Organisation.objects.none(), label=_("Network"))
    until = forms.DateField(
        label=_("Until"), help_text=_("Two years from now at the latest."), widget=DateInput
    )

    def __init__(self, data: Any = None, *, organisation: Organisation) -> None:
        super().__init__(data, initial={"until": dates.today() + relativedelta(years=1)})
        networks = Organisation.objects.public().umbrellas_of(organisation, dates.today())
        self.fields["umbrella"].queryset = networks.order_by("sort_key", "pk")  # type: ignore[attr-defined]
