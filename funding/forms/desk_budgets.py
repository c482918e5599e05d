"""What a budget holder enters."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms import DateInput
from portal.lib.money import MoneyField


class BudgetLineForm(forms.Form):
    """A line of the budget and what is paid from it."""

    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    code = forms.CharField(
        label=_("Number of the line"), max_length=40, help_text=_("As it stands in the budget.")
    )
    name = forms.CharField(label=_("What it is for"), max_length=120)
    programmes = forms.MultipleChoiceField(
        label=_("Programmes paid from it"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, programmes: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programmes"].choices = list(programmes.items())  # type: ignore[attr-defined]


class BudgetForm(forms.Form):
    """What a line has in one year."""

    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    amount = MoneyField(label=_("Available (€)"), min_value=0, max_digits=14)
    closes = forms.DateField(
        label=_("Can be promised until"),
        help_text=_("After this day nothing of this year is proposed or signed any more."),
        required=False,
        widget=DateInput,
    )
    provisional = forms.BooleanField(
        label=_("The budget of this year has not been passed: nothing new is promised."), required=False
    )
