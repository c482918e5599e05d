from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.lib.languages import named
from portal.places.forms import PlaceField
from portal.places.models import Land


class LandForm(forms.Form):
    """A Land, or all of Germany."""

    land = forms.ModelChoiceField(Land.objects.all(), label=_("Land"), required=False)

    def __init__(self, data: Any, lands: list[Land]) -> None:
        super().__init__(data)
        names = named(lands, get_language() or "de").items()
        self.fields["land"].choices = [("", _("All of Germany")), *names]  # type: ignore[attr-defined]


class PlaceForm(LandForm):
    """Where somebody is, to find the contact point that is responsible."""

    near = PlaceField()
    field_order = ["near", "land"]

    def clean(self) -> dict[str, Any]:
        """A place says in which Land it is, and the choice of the Land shows it."""
        said = super().clean() or {}
        if place := said.get("near"):
            said["land"] = place.land
            self.data = cast(QueryDict, self.data).copy()
            self.data["land"] = place.land.pk
        return said
