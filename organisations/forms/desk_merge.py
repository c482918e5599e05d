"""Which of two entries goes and which stays."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisations.choices import ListingState
from organisations.models import Organisation

MOST = 12


class PairForm(forms.Form):
    """Two of the entries that are found by `q`."""

    goes = forms.ModelChoiceField(
        Organisation.objects.none(), to_field_name="slug", label=gettext_lazy("This entry goes"),
        widget=forms.RadioSelect, empty_label=None,
    )  # fmt: skip
    stays = forms.ModelChoiceField(
        Organisation.objects.none(), to_field_name="slug", label=gettext_lazy("This entry stays"),
        widget=forms.RadioSelect, empty_label=None,
    )  # fmt: skip

    def __init__(self, data: Any = None, *, q: str) -> None:
        super().__init__(data)
        known = Organisation.objects.exclude(state=ListingState.REMOVED)
        self.found = list(known.resembling(q)[:MOST]) if q else []
        free = known.filter(memberships=None, is_umbrella=False).exclude(state=ListingState.SUSPENDED)
        found = [row.pk for row in self.found]
        self.can_go = set(free.filter(pk__in=found).values_list("pk", flat=True)) if len(found) > 1 else set()
        for name, rows, offered in (
            ("goes", free, [row for row in self.found if row.pk in self.can_go]),
            ("stays", known, self.found),
        ):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
            self.fields[name].choices = [(row.slug, _named(row)) for row in offered]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        pair = super().clean() or {}
        if pair.get("goes") and pair.get("goes") == pair.get("stays"):
            raise ValidationError(_("These are one and the same entry."))
        return pair


class VersionsForm(forms.Form):
    """Which state of both entries the reader has seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    into_version = forms.IntegerField(widget=forms.HiddenInput)


def _named(entry: Organisation) -> str:
    parts = (entry.name, entry.place, entry.register_number, str(entry.get_state_display()))
    return ", ".join(part for part in parts if part)
