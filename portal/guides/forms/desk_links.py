from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms import DateInput


class LinksForm(forms.Form):
    """Which links are shown; it stands in the address."""

    SHOWN = {
        "": _("What needs a look"),
        "failing": _("Not there, but not on three days yet"),
        "untellable": _("Cannot be checked"),
        "fine": _("Said to be fine"),
        "all": _("All links"),
    }
    state = forms.ChoiceField(label=_("Show"), required=False, choices=list(SHOWN.items()))


class FineForm(forms.Form):
    until = forms.DateField(label=_("This link is fine until"), widget=DateInput)
