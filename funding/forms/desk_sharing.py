from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from funding.models import Award, Expense
from funding.services.expenses import outside_question
from funding.services.sharing import part_in_per_cent
from portal.lib.money import MoneyField


class Awards(forms.ModelChoiceField):
    """Awards by the titles of their requests."""

    def label_from_instance(self, award: Any) -> str:
        return str(award.request.title)


class ShareExpenseForm(forms.Form):
    """Which other award pays a part of a payment: an amount, or so many per cent."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    award = Awards(label=_("Which award pays a part?"), queryset=Award.objects.none(), empty_label=None)
    part = MoneyField(label=_("Its part (€)"), min_value=0, required=False)
    percent = forms.DecimalField(
        label=_("Or its part in %"), min_value=0, max_value=100, max_digits=5, decimal_places=2,
        required=False, help_text=_("Fill in one of the two. Cents are rounded so that none is lost."),
    )  # fmt: skip
    outside_reason = forms.CharField(
        label=_("Why it belongs to the project all the same"), max_length=300, required=False,
        widget=forms.HiddenInput,
    )  # fmt: skip

    def __init__(self, expense: Expense, awards: QuerySet[Award], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expense = expense
        self.fields["version"].initial = expense.version
        self.fields["award"].queryset = awards  # type: ignore[attr-defined]
        for name in ("part", "percent"):
            self.fields[name].unmarked = True  # type: ignore[attr-defined]  # one of the two is needed

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if "part" not in self.errors and "percent" not in self.errors:
            self._take_one_of_two(said)
        if (award := said.get("award")) is not None and not award.paying_period.covers(self.expense.paid):
            self._ask_why_outside(award, said)
        return said

    def _take_one_of_two(self, said: dict[str, Any]) -> None:
        if (said.get("part") is None) == (said.get("percent") is None):
            self.add_error("part", _("Fill in one of the two: an amount or per cent."))
        elif said.get("part") is None:
            said["part"] = part_in_per_cent(self.expense, said["percent"])

    def _ask_why_outside(self, award: Award, said: dict[str, Any]) -> None:
        self.fields["outside_reason"].widget = forms.TextInput()
        if not said.get("outside_reason", "").strip():
            self.add_error("outside_reason", outside_question(award, self.expense.paid))
