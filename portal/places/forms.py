"""Where somebody is, and how far they go: the two fields of every search for what is near."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

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
