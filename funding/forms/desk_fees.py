from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from funding.choices import Alike
from funding.forms.desk_proofs import AsksAboutLikeness
from funding.services.fees import length_of
from parentwork.forms.desk_people import QuarterHours
from parentwork.models import Assignment
from portal.forms import DateInput
from portal.lib.languages import best_words
from portal.lib.money import MoneyField

_HOURS = "hours_"


class FeeForm(AsksAboutLikeness, forms.Form):
    """The fee of a paid helper: which hours, at what rate, paid when. Each date has a field for its hours."""

    # Not less, so that a quarter of an hour is no payment of nothing.
    rate = MoneyField(label=_("For an hour (€)"), min_value=1, max_digits=8)
    paid = forms.DateField(label=_("Paid on"), widget=DateInput)
    outside_reason = forms.CharField(
        label=_("Why it belongs to the project all the same"), max_length=300, required=False,
        widget=forms.HiddenInput,
    )  # fmt: skip
    alike = forms.ChoiceField(
        label=_("Looks like another one"), choices=Alike.choices, required=False, widget=forms.HiddenInput
    )

    def __init__(self, work: Sequence[Assignment], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.work = work
        for it in work:
            self.fields[self._name(it)] = QuarterHours(
                label=self._label(it), required=False, min_value=0, max_value=24, max_digits=4,
                decimal_places=2, initial=number_format(length_of(it.date).normalize()),
                widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 5}),
            )  # fmt: skip
            self.fields[self._name(it)].unmarked = True  # type: ignore[attr-defined]

    @staticmethod
    def _name(it: Assignment) -> str:
        return f"{_HOURS}{it.date_id}"

    @staticmethod
    def _label(it: Assignment) -> str:
        title = best_words(it.date.workshop, "title", get_language() or "de")[0]
        return f"{date_format(it.date.day, 'SHORT_DATE_FORMAT')} · {title} ({it.get_role_display()})"

    def add_error(self, field: str | None, error: Any) -> None:
        """Why a payment lies outside the period is asked only where it does."""
        super().add_error(field, error)
        if "outside_reason" in self.errors:
            self.fields["outside_reason"].widget = forms.TextInput()

    def clean(self) -> dict[str, Any]:
        """Hours that somebody else has entered meanwhile are not left out in silence."""
        if any(name.startswith(_HOURS) and name not in self.fields and self.data[name] for name in self.data):
            raise forms.ValidationError(
                _("Some of these hours are paid already. Open the page anew."), "paid"
            )
        return super().clean() or {}

    def hour_fields(self) -> list[forms.BoundField]:
        return [self[self._name(it)] for it in self.work]

    def other_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("rate", "paid", "outside_reason", "alike")]

    def hours(self) -> dict[int, Decimal]:
        """The hours that are paid, by date."""
        said = {it.date_id: self.cleaned_data[self._name(it)] for it in self.work}
        return {pk: hours for pk, hours in said.items() if hours}
