"""The buttons with which a family answers: when places are offered to it, and whether it comes."""

from django import forms
from django.db.models import BigIntegerField


class OfferForm(forms.Form):
    """Which dates are meant, and whether the family comes."""

    TAKE, GIVE_ON = "take", "give_on"

    answer = forms.ChoiceField(choices=[(TAKE, ""), (GIVE_ON, "")])
    dates = forms.TypedMultipleChoiceField(coerce=int)

    def __init__(self, data: object) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        # What is not offered, or not any more, is found by nobody.
        self.fields["dates"].valid_value = lambda value: value.isascii() and value.isdigit()  # type: ignore[attr-defined]


class PromiseForm(forms.Form):
    """The date on which the family comes."""

    date = forms.IntegerField(min_value=1, max_value=BigIntegerField.MAX_BIGINT)
