"""Five questions that lead to the programmes that fit."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from funding.choices import Purpose
from funding.reports.finder import Plan
from portal.forms import DateInput
from portal.lib.money import MoneyField


class FinderForm(forms.Form):
    """What the money is for. The answers stand in the address, and are kept nowhere."""

    purpose = forms.ChoiceField(
        label=_("What is the money for?"), choices=Purpose, initial=Purpose.PROJECT, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("What do you want to do, in one or two German words?"),
        max_length=100,
        required=False,
        help_text=_("For example: Elterncafé, Ehrenamt. The federal funding database is searched, too."),
    )
    costs = MoneyField(label=_("What does it cost in all (€)?"), min_value=1, required=False)
    own = MoneyField(label=_("How much of it is your own money (€)?"), min_value=0, required=False)
    start = forms.DateField(label=_("When does it begin?"), required=False, widget=DateInput)
    months = forms.IntegerField(
        label=_("How many months does it take?"), min_value=1, max_value=120, required=False
    )

    def plan(self) -> Plan:
        """The answers, for the finder."""
        said: dict[str, Any] = self.cleaned_data
        wanted = {name: said[name] for name in ("purpose", "costs", "start", "months")}
        return Plan(**wanted, own=said["own"] or Plan.own)
