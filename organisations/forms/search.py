"""The search of the public registry: every filter stands in the address, so that a list can be shared."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from organisations.models import Organisation
from organisations.queries import OrganisationQuerySet
from portal.lib import languages
from portal.places.models import Land, PostalCode

RADIUS = 25


def _distances() -> list[tuple[int, str]]:
    return [(km, gettext("%(km)s km") % {"km": km}) for km in (5, 10, 25, 50, 100)]


class SearchForm(forms.Form):
    """Filters as address parameters: `q`, `near`, `km`, `language`, `land`."""

    q = forms.CharField(label=_("Name or word"), max_length=100, required=False)
    near = forms.CharField(
        label=_("Postal code or town"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )
    km = forms.TypedChoiceField(
        label=_("How far"), choices=_distances, coerce=int, empty_value=str(RADIUS), required=False
    )
    language = forms.ChoiceField(label=_("Language spoken"), required=False)
    land = forms.ModelChoiceField(
        label=_("Land"), queryset=Land.objects.none(), required=False, empty_label=_("All of Germany")
    )

    def __init__(self, data: Any) -> None:
        asked = data.copy()
        asked.setdefault("km", str(RADIUS))
        super().__init__(asked)
        reader = get_language() or "de"
        spoken = languages.spoken_choices(reader)
        self.fields["language"].choices = [("", _("Any language")), *spoken]  # type: ignore[attr-defined]
        self.fields["land"].queryset = Land.objects.all()  # type: ignore[attr-defined]

    def clean_near(self) -> PostalCode | None:
        text = self.cleaned_data["near"]
        if not text:
            return None
        found = PostalCode.objects.locate(text)
        if found is None:
            raise forms.ValidationError(
                _("We do not know this place. Please type the postal code, such as 44137."), code="place"
            )
        return found

    @property
    def is_narrowed(self) -> bool:
        """Anything but the whole list is asked for."""
        return any(self.data.get(name) for name in ("q", "near", "language", "land"))

    def results(self) -> OrganisationQuerySet:
        """What the public may see of what is asked for; nothing while the question has an error."""
        if not self.is_valid():
            return Organisation.objects.none()
        asked = self.cleaned_data
        rows = Organisation.objects.public().select_related("land").by_name()
        if asked["language"]:
            rows = rows.speaking(asked["language"])
        if asked["land"]:
            rows = rows.filter(land=asked["land"])
        if asked["q"]:
            rows = rows.matching(asked["q"])
        if place := asked["near"]:
            rows = rows.near((place.latitude, place.longitude), int(asked["km"]))
        return rows
