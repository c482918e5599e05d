"""The lines of the cost and financing plan."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from funding import finance
from funding.choices import CostCategory, IncomeSource
from funding.models import FundingRequest, Programme
from funding.services.periods import nearest, years_of
from portal.lib.money import MoneyField

MAX_LINES = 60
COSTS, INCOMES = "costs", "incomes"
UNDECIDED = ("", _("Please choose"))


class LineForm(forms.Form):
    """A line that is left empty does not count.

    A line for a year that is no part of the project any more says so until somebody chooses another: its
    select stands on nothing, and `was`, which is no field, carries the year from page to page.
    """

    telling: tuple[str, ...] = ()
    year = forms.TypedChoiceField(
        label=_("Year"),
        coerce=int,
        required=False,
        error_messages={"invalid_choice": _("%(value)s lies outside the period. Choose a year.")},
    )

    def __init__(self, *args: Any, years: Sequence[int], shows_year: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first_year, self.shows_year = years[0], shows_year
        self.stray = _stray(self.initial, years)
        field = self.fields["year"]
        choices: list[tuple[Any, Any]] = [(year, str(year)) for year in years]
        field.choices = choices  # type: ignore[attr-defined]
        field.initial = years[0]
        if not shows_year:
            field.widget = forms.HiddenInput()
        if self.stray:
            field.choices = [UNDECIDED, *choices]  # type: ignore[attr-defined]
            field.widget.attrs["aria-invalid"] = "true"
            self.initial = {**self.initial, "year": ""}

    def has_changed(self) -> bool:
        return any((self.data.get(self.add_prefix(name)) or "").strip() for name in self.telling)

    def clean_year(self) -> int:
        year = self.cleaned_data.get("year")
        if not year and self.data.get(self.add_prefix("was")):
            raise forms.ValidationError(
                _("%(value)s lies outside the period. Choose a year."),
                params={"value": self.data[self.add_prefix("was")]},
            )
        return year or self.first_year


def _stray(row: Mapping[str, Any], years: Sequence[int]) -> int:
    """The year of a line that lies outside `years`; 0 if it lies inside or says nothing."""
    for name in ("year", "was"):
        text = str(row.get(name) or "")
        if text.isdecimal() and len(text) == 4:
            return 0 if int(text) in years else int(text)
    return 0


class NumberField(MoneyField):
    """A number of units, shown without empty decimals."""

    def prepare_value(self, value: Any) -> Any:
        shown = super().prepare_value(value)
        return re.sub(r"[.,]00$", "", shown) if isinstance(shown, str) else shown


class CostForm(LineForm):
    telling = ("category", "label", "price")
    field_order = ("category", "label", "units", "price", "year")
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

    @property
    def amount(self) -> Decimal:
        """Number times price in EUR, as the line stands."""
        return amount_of(self.initial)

    def clean_units(self) -> Any:
        units = self.cleaned_data["units"]
        if units == 0:
            raise forms.ValidationError(_("More than nothing, please."))
        return units


class IncomeForm(LineForm):
    telling = ("source", "label", "amount")
    field_order = ("source", "label", "amount", "is_granted", "year")
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

    @property
    def stray(self) -> list[int]:
        """The years outside the period, one for each line that names one."""
        return [form.stray for form in self.forms if form.stray]


def formset_of(form: type[LineForm]) -> Any:
    return forms.formset_factory(
        form, formset=BaseLines, extra=0, max_num=MAX_LINES, absolute_max=MAX_LINES, validate_max=True
    )


FORMSETS = {COSTS: formset_of(CostForm), INCOMES: formset_of(IncomeForm)}


def bound(side: str, request: FundingRequest, data: Mapping[str, Any]) -> BaseLines:
    """The lines of one side as they were sent."""
    rows = typed(side, data)
    return FORMSETS[side](data, prefix=side, initial=rows, form_kwargs=_kwargs(request, rows))


def unbound(side: str, request: FundingRequest, rows: list[dict[str, Any]]) -> BaseLines:
    """The lines of one side as they stand, at least one of them empty or filled."""
    formset = FORMSETS[side](prefix=side, initial=rows, form_kwargs=_kwargs(request, rows))
    formset.extra = max(1, len(rows))
    return formset


def one_more(side: str, request: FundingRequest, data: Mapping[str, Any]) -> LineForm | None:
    """An empty line behind those that were sent; None if there are too many already."""
    rows = typed(side, data)
    if len(rows) >= MAX_LINES:
        return None
    return unbound(side, request, [*rows, {}]).forms[-1]


def _kwargs(request: FundingRequest, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    programme: Programme = request.programme
    years = years_of(request)
    return {
        "years": years,
        "shows_year": len(years) > 1 or any(_stray(row, years) for row in rows),
        "categories": programme.cost_categories,
    }


def rearranged(
    request: FundingRequest,
    data: Mapping[str, str],
    *,
    added: str = "",
    removed: str = "",
    into: bool = False,
) -> dict[str, BaseLines]:
    """Both sides with one line more or less, or all moved into the period; nothing is checked yet."""
    left, lines = without(data, removed), {}
    for side in FORMSETS:
        rows = typed(side, left)
        if into:
            rows = moved(rows, years_of(request))
        if added == side and len(rows) < MAX_LINES:
            rows.append({})
        lines[side] = unbound(side, request, rows)
    if added in lines:
        focus(lines[added].forms[-1])
    return lines


def without(data: Mapping[str, str], removed: str) -> dict[str, str]:
    """`data` without the line `removed`, such as `costs-2`."""
    return {key: value for key, value in data.items() if not (removed and key.startswith(f"{removed}-"))}


def focus(line: forms.BaseForm) -> None:
    """Whoever asked for a line goes on typing in it."""
    next(iter(line.visible_fields())).field.widget.attrs["autofocus"] = True


def neighbour(lines: Mapping[str, BaseLines], removed: str) -> str:
    """The line whose button has the focus when the line `removed` is gone: the one that took its place."""
    side, _dash, place = removed.rpartition("-")
    if side not in lines or not place.isdecimal():
        return ""
    return f"{side}-{min(int(place), len(lines[side].forms) - 1)}"


def moved(rows: Sequence[Mapping[str, Any]], years: Sequence[int]) -> list[dict[str, Any]]:
    """The lines, each one outside the period moved to its nearest year."""
    return [
        {**row, "year": nearest(year, years), "was": ""} if (year := _stray(row, years)) else dict(row)
        for row in rows
    ]


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


def amount_of(line: Mapping[str, Any]) -> Decimal:
    """What a line of the costs comes to in EUR, typed or stored; what cannot be read counts nothing."""
    return finance.line_amount(readable(line, "units"), readable(line, "price"))


def readable(line: Mapping[str, Any], name: str) -> Decimal:
    """A typed or stored number of a line; 0 if it cannot be read."""
    try:
        number = MoneyField().to_python(line.get(name))
    except ValidationError:
        return finance.ZERO
    return number if number is not None and 0 <= number < 10**10 else finance.ZERO


class PlanForm(forms.Form):
    """What concerns the plan as a whole: the version that its reader has seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)
