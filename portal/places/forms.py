"""Where somebody is, and how far they go: the two fields of every search for what is near."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.forms import FoldedForm
from portal.places.models import PostalCode

USUAL_KM = 25
DISTANCES = (5, 10, 25, 50, 100)


class PlaceField(forms.CharField):
    """A postal code or a town; its value is the PostalCode that is meant, or None where nothing was typed."""

    default_error_messages = {
        "unknown": _("We do not know this place. Please try the postal code."),
        "several": _("There are several places of this name."),
    }
    # For the person to choose from; a form has its own field. After a name that several places bear: these.
    several: Sequence[PostalCode] = ()
    # After a name that no place bears: those that are spelt nearly so.
    similar: Sequence[PostalCode] = ()

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "postal-code"})
        label = _("Postal code or town")
        super().__init__(label=label, max_length=60, required=False, widget=widget, **kwargs)

    def clean(self, value: Any) -> PostalCode | None:
        typed = super().clean(value)
        if not typed:
            return None
        found = PostalCode.objects.meant(typed)
        if len(found) == 1:
            return found[0]
        self.several = found
        self.similar = [] if found else PostalCode.objects.resembling(typed)
        code = "several" if found else "unknown"
        raise forms.ValidationError(self.error_messages[code], code=code)


class DistanceField(forms.TypedChoiceField):
    """How many kilometres around the place; the usual ones where nothing was chosen."""

    def __init__(self, **kwargs: Any) -> None:
        usual: dict[str, Any] = {"empty_value": USUAL_KM, "initial": USUAL_KM, "required": False}
        super().__init__(choices=_distances, coerce=int, **usual, **kwargs)


def _distances() -> list[tuple[int, str]]:
    return [(km, gettext("%(km)s km") % {"km": km}) for km in DISTANCES]


@dataclass(frozen=True)
class Applied:
    """A filter that is set, and the address of the same list without it; a box says all in its value."""

    label: str
    value: str
    without: str


@dataclass(frozen=True)
class Wider:
    """The next larger distance, and the address of the same list with it."""

    km: int
    address: str


class NearbyForm(FoldedForm):
    """A list whose filters stand in its address: where one is, and what else narrows it."""

    # What narrows the list, in the order in which the page names it; `km` only says how far `near` reaches.
    FILTERS: tuple[str, ...] = ("near",)

    near = PlaceField()
    km = DistanceField(label=_("How far"))

    @property
    def is_narrowed(self) -> bool:
        """Anything but the whole list is asked for."""
        return any(self.data.get(name) for name in self.FILTERS)

    @property
    def applied(self) -> list[Applied]:
        """The filters that are set, each with the way to leave it out; none while one has an error."""
        if not self.is_valid():
            return []
        names = [name for name in self.FILTERS if self.cleaned_data.get(name)]
        return [self._applied(name) for name in names]

    @property
    def wider(self) -> Wider | None:
        """How to look further around the place, if there is one and a larger distance."""
        if not self.is_valid() or not self.cleaned_data["near"]:
            return None
        km = next((km for km in DISTANCES if km > self.cleaned_data["km"]), None)
        return Wider(km, self.address(km=str(km))) if km else None

    def address(self, **changes: str) -> str:
        """The query of this list with some filters changed, from its first page on."""
        said = {name: self.data.get(name, "") for name in (*self.FILTERS, "km")} | changes
        if not said["near"]:
            del said["km"]
        return "?" + urlencode({name: value for name, value in said.items() if value})

    def _applied(self, name: str) -> Applied:
        field, value = self.fields[name], self.cleaned_data[name]
        without = self.address(**{name: ""})
        if isinstance(field, forms.BooleanField):
            return Applied("", str(field.label), without)
        if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
            value = dict(field.choices)[value]  # type: ignore[arg-type]
        if isinstance(value, date):
            value = date_format(value)
        return Applied(str(field.label), str(value), without)
