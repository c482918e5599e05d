from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _


class HelpedForm(forms.Form):
    """The answer of one tap."""

    helped = forms.TypedChoiceField(
        label=_("Did this page help you?"),
        choices=[("yes", _("Yes")), ("no", _("Not really"))],
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
    )


class WordsForm(forms.Form):
    """A sentence for whoever likes."""

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


class FeedbackForm(WordsForm, HelpedForm):
    """Both on one page, for browsers that do not say from where a tap comes."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
