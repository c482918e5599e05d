from django import forms
from django.utils.translation import gettext_lazy as _

from funding.forms.desk_requests import SubmitForm


class ReplyForm(SubmitForm):
    """The answer in a hearing."""

    answer = forms.CharField(
        label=_("What you say to it"),
        max_length=4000,
        widget=forms.Textarea,
        help_text=_("What the Office should know before it decides. You need not answer."),
    )
    file = forms.FileField(
        label=_("File"),
        required=False,
        max_length=255,
        help_text=_(
            "Such as a corrected invoice: PDF, picture, Word or Excel, at most 15 MB. You can send a second "
            "file with a second answer."
        ),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.docx,.xlsx,.odt,.ods"}),
    )
