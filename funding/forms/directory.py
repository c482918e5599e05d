from django import forms
from django.utils.translation import gettext_lazy as _

from portal.places.forms import PlaceField
from portal.places.models import Land


class LandForm(forms.Form):
    """A Land, or all of Germany."""

    land = forms.ModelChoiceField(
        Land.objects.all(), label=_("Land"), required=False, empty_label=_("All of Germany")
    )


class PlaceForm(LandForm):
    """Where somebody is, to find the contact point that is responsible."""

    near = PlaceField()
    field_order = ["near", "land"]
