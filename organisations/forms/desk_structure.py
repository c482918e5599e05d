"""The yearly questions on how an organisation stands: almost all are answered by one tap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from organisations.choices.structure import BANDS, PremisesFeature
from organisations.models import StructureProfile
from organisations.models.structure import ANSWERS
from portal.forms import DateInput


@dataclass(frozen=True)
class Group:
    """Questions that are asked together."""

    title: Any
    fields: list[BoundField]


class StructureForm(forms.Form):
    """The answers of one year. The version says which state of the profile the reader has seen; 0 is none."""

    GROUPS = (
        (_("Members and staff"), ("members", "staff_heads", "full_time")),
        (_("Volunteers"), ("volunteers", "volunteer_hours")),
        (_("Rooms"), ("premises", "premises_features")),
        (_("Money of this year"), ("institutional", "projects", "own_money", "ending")),
        (_("Protection and quality"), ("child_protection", "record_checks", "record_checks_on", "quality")),
    )

    # The profile as it is now, if somebody else was faster.
    stale: StructureProfile | None = None

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    premises_features = forms.MultipleChoiceField(
        choices=PremisesFeature.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    record_checks_on = forms.DateField(required=False, widget=DateInput)

    def __init__(self, data: Any = None, *, profile: StructureProfile) -> None:
        super().__init__(data, initial={name: getattr(profile, name) for name in ("version", *ANSWERS)})
        for name, codes in BANDS.items():
            radios = forms.RadioSelect(attrs={"class": "choices-many"})
            self.fields[name] = forms.ChoiceField(choices=codes.choices, widget=radios)
        for name in ANSWERS:
            self.fields[name].label = StructureProfile.question(name)
            self.fields[name].help_text = StructureProfile._meta.get_field(name).help_text  # type: ignore[union-attr]

    @property
    def groups(self) -> list[Group]:
        return [Group(title, [self[name] for name in names]) for title, names in self.GROUPS]

    def answers(self) -> dict[str, Any]:
        """The cleaned entries as `services.save_structure` takes them."""
        return {name: self.cleaned_data[name] for name in ANSWERS}
