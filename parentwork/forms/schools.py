"""What a school says about its work with an organisation."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SchoolAnswerForm(forms.Form):
    """Yes or no is the button; here stands who says so."""

    name = forms.CharField(
        label=_("Your name"), max_length=120, error_messages={"required": _("Please write your name.")}
    )
