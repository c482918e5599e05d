"""Where somebody is, and how far they go: the two fields of every search for what is near."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.forms import FilteredForm
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
class Wider:
    """The next larger distance, and the address of the same list with it."""

    km: int
    address: str


class NearbyForm(FilteredForm):
    """A list that is narrowed to what is near some place, too."""

    # `km` only says how far `near` reaches.
    FILTERS: tuple[str, ...] = ("near",)

    near = PlaceField()
    km = DistanceField(label=_("How far"))

    @property
    def wider(self) -> Wider | None:
        """How to look further around the place, if there is one and a larger distance."""
        if not self.is_valid() or not self.cleaned_data["near"]:
            return None
        km = next((km for km in DISTANCES if km > self.cleaned_data["km"]), None)
        return Wider(km, self.address(km=str(km))) if km else None

    def said(self) -> dict[str, str]:
        return super().said() | {"km": self.data.get("km", "")}

    def address(self, **changes: str) -> str:
        without_place = not (self.said() | changes)["near"]
        return super().address(**(changes | ({"km": ""} if without_place else {})))
