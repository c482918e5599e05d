"""A question to a contact point, and what is written after it."""

import uuid

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from funding.services.advice import Words
from parentwork.forms.booking import LookupForm


class WordsForm(forms.Form):
    """One message with at most one file."""

    use_required_attribute = False

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    body = forms.CharField(
        label=_("Your message"),
        max_length=4000,
        help_text=_("Please write no names of families, and nothing about anybody's residence permit."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    file = forms.FileField(
        label=_("File"),
        required=False,
        max_length=255,
        help_text=_("PDF, picture, Word or Excel. At most 15 MB."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.docx,.xlsx,.odt,.ods"}),
    )

    def words(self) -> Words:
        """What was written, in the language of the page."""
        said = self.cleaned_data
        return Words(said["body"], get_language() or "de", said["file"], said["token"])


class OwnQuestionForm(WordsForm):
    """A question of an organisation, whose name and address are known."""

    subject = forms.CharField(label=_("What is it about?"), max_length=160)
    field_order = ["token", "subject", "body", "file"]


class QuestionForm(OwnQuestionForm):
    """A question of somebody without an account."""

    name = forms.CharField(
        label=_("Your name or that of your association"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        max_length=254,
        help_text=_("Then we tell you when there is an answer. Without it you look here yourself."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    field_order = ["token", "subject", "body", "file", "name", "email"]


class FindForm(LookupForm):
    """The short code and the address open a question on any device."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["contact"].label = _("Your e-mail address or your name")
        self.fields["contact"].help_text = _(
            "The e-mail address that you gave with the question. If you gave none: the name you gave."
        )
