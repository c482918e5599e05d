"""Which network an organisation belongs to, asked by either side."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisations.choices import AffiliationKind
from organisations.models import Organisation
from organisations.rules import is_claimable
from portal.forms import DateInput

# So many entries are offered for a name.
MOST = 10


class _AffiliationForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("In which way?"), choices=AffiliationKind, initial=AffiliationKind.MEMBER
    )
    since = forms.DateField(label=gettext_lazy("Since"), required=False, widget=DateInput)


class NetworkForm(_AffiliationForm):
    """An organisation names the network that it belongs to."""

    umbrella = forms.ModelChoiceField(Organisation.objects.none(), label=gettext_lazy("Network"))
    field_order = ("umbrella", "kind", "since")

    def __init__(self, data: Any = None, *, organisation: Organisation) -> None:
        super().__init__(data)
        networks = Organisation.objects.networks().exclude(pk=organisation.pk)
        self.fields["umbrella"].queryset = networks  # type: ignore[attr-defined]


class MemberForm(_AffiliationForm):
    """A network names an organisation that belongs to it, one of those that were found by `q`."""

    member = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=gettext_lazy("Organisation"),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    field_order = ("member", "kind", "since")

    def __init__(self, data: Any = None, *, umbrella: Organisation, q: str) -> None:
        super().__init__(data)
        entries = Organisation.objects.public().exclude(pk=umbrella.pk)
        self.fields["member"].queryset = entries  # type: ignore[attr-defined]
        self.found = list(entries.resembling(q).prefetch_related("memberships")[:MOST]) if q else []
        self.fields["member"].choices = [(row.pk, _named(row)) for row in self.found]  # type: ignore[attr-defined]


def _named(organisation: Organisation) -> str:
    parts = [organisation.name, organisation.place]
    if is_claimable(organisation):
        parts.append(_("nobody looks after it yet"))
    return ", ".join(part for part in parts if part)
