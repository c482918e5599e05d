"""The lines of the cost and financing plan."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from funding.choices import CostCategory, IncomeSource
from funding.models import FundingRequest, Programme
from portal.lib.dates import today
from portal.lib.money import MoneyField

MAX_LINES = 60
COSTS, INCOMES = "costs", "incomes"
UNDECIDED = ("", _("Please choose"))


class LineForm(forms.Form):
    """A line that is left empty does not count."""

    telling: tuple[str, ...] = ()
    year = forms.TypedChoiceField(label=_("Year"), coerce=int, required=False)

    def __init__(self, *args: Any, years: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["year"]
        field.choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]
        field.initial, self.first_year = years[0], years[0]
        if len(years) == 1:
            field.widget = forms.HiddenInput()

    def has_changed(self) -> bool:
        return any((self.data.get(self.add_prefix(name)) or "").strip() for name in self.telling)

    def clean_year(self) -> int:
        return self.cleaned_data.get("year") or self.first_year


class NumberField(MoneyField):
    """A number of units, shown without empty decimals."""

    def prepare_value(self, value: Any) -> Any:
        shown = super().prepare_value(value)
        return re.sub(r"[.,]00$", "", shown) if isinstance(shown, str) else shown


class CostForm(LineForm):
    telling = ("category", "label", "price")
    category = forms.ChoiceField(label=_("Kind of cost"))
    label = forms.CharField(label=_("What for"), max_length=160)
    units = NumberField(
        label=_("Number"),
        max_digits=9,
        min_value=0,
        initial=1,
        error_messages={"min_value": _("More than nothing, please.")},
    )
    price = MoneyField(label=_("Price each (€)"), max_digits=10, min_value=0)

    def __init__(self, *args: Any, categories: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind.value, kind.label) for kind in CostCategory if kind in categories or not categories]
        self.fields["category"].choices = [UNDECIDED, *kinds]  # type: ignore[attr-defined]

    def clean_units(self) -> Any:
        units = self.cleaned_data["units"]
        if units == 0:
            raise forms.ValidationError(_("More than nothing, please."))
        return units


class IncomeForm(LineForm):
    telling = ("source", "label", "amount")
    source = forms.ChoiceField(label=_("Where from"), choices=[UNDECIDED, *IncomeSource.choices])
    label = forms.CharField(label=_("From whom"), max_length=160, required=False)
    amount = MoneyField(label=_("Amount (€)"), min_value=0)
    is_granted = forms.BooleanField(label=_("already promised"), required=False)

    def __init__(self, *args: Any, categories: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class BaseLines(forms.BaseFormSet):
    """All lines are drawn alike, whether they were stored before or not."""

    def initial_form_count(self) -> int:
        return 0

    def lines(self) -> list[dict[str, Any]]:
        """The lines that say something. Only after `is_valid()`."""
        return [form.cleaned_data for form in self.forms if form.has_changed()]


def formset_of(form: type[LineForm]) -> Any:
    return forms.formset_factory(
        form, formset=BaseLines, extra=0, max_num=MAX_LINES, absolute_max=MAX_LINES, validate_max=True
    )


FORMSETS = {COSTS: formset_of(CostForm), INCOMES: formset_of(IncomeForm)}


def years_of(request: FundingRequest) -> list[int]:
    """The calendar years of the project; this year while it has no dates yet."""
    first = request.start.year if request.start else today().year
    last = request.end.year if request.end else first
    return list(range(first, min(max(first, last), first + 9) + 1))


def bound(side: str, request: FundingRequest, data: Mapping[str, Any]) -> BaseLines:
    """The lines of one side as they were sent."""
    return FORMSETS[side](data, prefix=side, form_kwargs=_kwargs(request))


def unbound(side: str, request: FundingRequest, rows: list[dict[str, Any]]) -> BaseLines:
    """The lines of one side as they stand, at least one of them empty or filled."""
    formset = FORMSETS[side](prefix=side, initial=rows, form_kwargs=_kwargs(request))
    formset.extra = max(1, len(rows))
    return formset


def _kwargs(request: FundingRequest) -> dict[str, Any]:
    programme: Programme = request.programme
    return {"years": years_of(request), "categories": programme.cost_categories}


def stored(side: str, request: FundingRequest) -> list[dict[str, Any]]:
    """The lines of one side as the plan keeps them."""
    if side == COSTS:
        return list(map(dict, request.costs.values("category", "label", "year", "units", "price")))
    return list(map(dict, request.incomes.values("source", "label", "year", "amount", "is_granted")))


def typed(side: str, data: Mapping[str, str]) -> list[dict[str, str]]:
    """The lines of one side as they were typed, unchecked."""
    pattern = re.compile(rf"^{side}-(\d+)-(\w+)$")
    rows: dict[int, dict[str, str]] = {}
    for key, value in data.items():
        match = pattern.match(key)
        if match and int(match[1]) < MAX_LINES:
            rows.setdefault(int(match[1]), {})[match[2]] = value
    return [rows[number] for number in sorted(rows)]


class PlanForm(forms.Form):
    """What concerns the plan as a whole: the version that its reader has seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)
