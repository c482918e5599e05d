from django import forms
from django.utils.translation import gettext_lazy as _


class CaseFilesForm(forms.Form):
    """How case files are packed."""

    xdomea = forms.BooleanField(
        label=_("Pack case files for a records system (xdomea 3.1.0)"),
        required=False,
        help_text=_(
            "All papers lie side by side then, with a message of the kind Abgabe.Abgabe.0401 that describes "
            "them. No records system has tried it yet: try one case with yours before you rely on it."
        ),
    )
