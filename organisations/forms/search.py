"""The search of the public registry: every filter stands in the address, so that a list can be shared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from organisations.choices import AgePhase, Level
from organisations.models import Organisation
from organisations.queries import OrganisationQuerySet
from portal.lib import languages
from portal.places.models import Land, PostalCode

RADIUS = 25
RADII = (5, 10, 25, 50, 100)
# What narrows the list, in the order in which the page names it; `km` only says how far `near` reaches.
FILTERS = ("near", "language", "land", "age", "level", "q")


def _distances() -> list[tuple[int, str]]:
    return [(km, gettext("%(km)s km") % {"km": km}) for km in RADII]


@dataclass(frozen=True)
class Applied:
    """A filter that is set, and the address of the same list without it."""

    label: str
    value: str
    without: str


@dataclass(frozen=True)
class Wider:
    """The next larger distance, and the address of the same list with it."""

    km: int
    address: str


class SearchForm(forms.Form):
    """Filters as address parameters: `q`, `near`, `km`, `language`, `land`, `age`, `level`."""

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
    age = forms.ChoiceField(
        label=_("Ages of the children"), choices=[("", _("any age")), *AgePhase.choices], required=False
    )
    level = forms.ChoiceField(
        label=capfirst(_("works")), choices=[("", _("at any level")), *Level.choices], required=False
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
        return any(self.data.get(name) for name in FILTERS)

    @property
    def applied(self) -> list[Applied]:
        """The filters that are set, each with the way to leave it out; none while one has an error."""
        if not self.is_valid():
            return []
        names = [name for name in FILTERS if self.cleaned_data[name]]
        return [
            Applied(str(self[name].label), self._said(name), self._address(**{name: ""})) for name in names
        ]

    @property
    def wider(self) -> Wider | None:
        """How to look further around the place, if there is one and a larger distance."""
        if not self.is_valid() or not self.cleaned_data["near"]:
            return None
        km = next((km for km in RADII if km > int(self.cleaned_data["km"])), None)
        return Wider(km, self._address(km=str(km))) if km else None

    def _said(self, name: str) -> str:
        value = self.cleaned_data[name]
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
            value = dict(field.choices)[value]  # type: ignore[arg-type]
        return str(value)

    def _address(self, **changes: str) -> str:
        """The address of this list with some parameters changed, and without its page number."""
        said = {name: self.data.get(name, "") for name in (*FILTERS, "km")} | changes
        if not said["near"]:
            del said["km"]
        return "?" + urlencode({name: value for name, value in said.items() if value})

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
        if asked["age"]:
            rows = rows.for_age(asked["age"])
        if asked["level"]:
            rows = rows.working(asked["level"])
        if asked["q"]:
            rows = rows.matching(asked["q"])
        if place := asked["near"]:
            rows = rows.near((place.latitude, place.longitude), int(asked["km"]))
        return rows
