from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _


class FeedbackForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    helped = forms.TypedChoiceField(
        label=_("Did this page help you?"),
        choices=[("yes", _("Yes")), ("no", _("Not really"))],
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
    )
    sentence = forms.CharField(
        label=_("What was good, what is missing? (if you like)"),
        help_text=_(
            "One sentence in any language. Please no names and no telephone numbers: nobody can answer here."
        ),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    sentence.unmarked = True  # type: ignore[attr-defined]  # its label says that nobody has to
