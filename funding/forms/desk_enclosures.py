from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms import DateInput


class EnclosuresForm(forms.Form):
    """What the report shows beside the words."""

    feedback = forms.BooleanField(
        label=_("Show what families said"),
        required=False,
        help_text=_(
            "The answers after the meetings of the linked series, as sums. A question that fewer than five "
            "families answered stays out."
        ),
    )
    evaluation = forms.BooleanField(
        label=_("Show our self-evaluation"),
        required=False,
        help_text=_("The mean of each area, without your notes. Without this tick it stays yours alone."),
    )


class PictureForm(forms.Form):
    """A picture for the report."""

    file = forms.FileField(
        label=_("Picture"),
        max_length=255,
        help_text=_("JPG or PNG, at most 15 MB. Place and time are removed."),
        widget=forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png"}),
    )
    shows = forms.CharField(
        label=_("What the picture shows"),
        max_length=200,
        help_text=_("One sentence, also for those who cannot see it. Please no names of families."),
    )
    agreed = forms.DateField(
        label=_("On this day everybody in the picture agreed to it"),
        required=False,
        widget=DateInput,
        help_text=_(
            "For children their parents. The Office gets the picture; keep what was signed with your papers."
        ),
    )
    nobody = forms.BooleanField(label=_("Nobody can be recognised in the picture"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreed"].unmarked = True  # type: ignore[attr-defined]  # one of both is needed
