from django import forms
from django.utils.translation import gettext_lazy as _

from funding.forms.desk_review import StepForm
from portal.forms import DateInput


class ExtendForm(StepForm):
    """The new day, and why."""

    day = forms.DateField(label=_("New last day"), widget=DateInput)
    reason = forms.CharField(
        label=_("Why more time is given"),
        help_text=_("The organisation reads this."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
