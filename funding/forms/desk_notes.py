"""What officers write beside the steps of a request, and the words that they use again."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from funding.services.wording import names


class NoteForm(forms.Form):
    """A note; the page says who reads it."""

    text = forms.CharField(label=_("Note"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}))


class TextBlockForm(forms.Form):
    """Words for the conditions of a decision."""

    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    title = forms.CharField(label=_("Title"), max_length=80, help_text=_("By this you find it."))
    text = forms.CharField(
        label=_("Text"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        text = _("In German, as it is to stand in the letter. Numbers of the award by their names: %(names)s")
        self.fields["text"].help_text = text % {"names": names()}
