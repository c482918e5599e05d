from django import forms
from django.utils.translation import gettext_lazy as _

from portal.places.models import Land


class PlaceForm(forms.Form):
    """Where somebody is, to find the contact point that is responsible."""

    near = forms.CharField(label=_("Postal code or town"), max_length=60, required=False)
    land = forms.ModelChoiceField(
        Land.objects.all(), label=_("Land"), required=False, empty_label=_("All of Germany")
    )
