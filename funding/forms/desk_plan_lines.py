"""One line of the cost and financing plan, or of the staff plan beside it, as a form."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from funding import finance
from funding.choices import CostCategory, IncomeSource
from funding.reports.plan_tables import MAX_LINES, no_number
from portal.lib.money import MoneyField

UNDECIDED = ("", _("Please choose"))
FIRST_YEAR = ("", "–")
_LEAST = Decimal("0.01")


class LineForm(forms.Form):
    """A line that is left empty does not count."""

    telling: tuple[str, ...] = ()
    stray = 0  # the year outside the period, of a line that names one
    shows_amount = False

    def has_changed(self) -> bool:
        return any((self.data.get(self.add_prefix(name)) or "").strip() for name in self.telling)


class YearLineForm(LineForm):
    """A line of a year.

    A line for a year that is no part of the project any more says so until somebody chooses another: its
    select stands on nothing, and `was`, which is no field, carries the year from page to page.
    """

    year = forms.TypedChoiceField(
        label=_("Year"),
        coerce=int,
        required=False,
        error_messages={"invalid_choice": _("%(value)s lies outside the period. Choose a year.")},
    )

    def __init__(
        self,
        *args: Any,
        years: Sequence[int],
        shows_year: bool,
        follows: bool = False,
        also: Sequence[int] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.first_year, self.shows_year = years[0], shows_year
        offered = sorted({*years, *also})
        self.stray = stray(self.initial, offered)
        field = self.fields["year"]
        choices: list[tuple[Any, Any]] = [(year, str(year)) for year in offered]
        field.choices = choices  # type: ignore[attr-defined]
        field.initial = years[0]
        if follows:
            field.choices = [FIRST_YEAR, *choices]  # type: ignore[attr-defined]
            field.initial = ""
        if not shows_year:
            field.widget = forms.HiddenInput()
        if self.stray:
            field.choices = [UNDECIDED, *choices]  # type: ignore[attr-defined]
            field.widget.attrs["aria-invalid"] = "true"
            self.initial = {**self.initial, "year": ""}

    def clean_year(self) -> int:
        year = self.cleaned_data.get("year")
        if not year and self.data.get(self.add_prefix("was")):
            raise forms.ValidationError(
                _("%(value)s lies outside the period. Choose a year."),
                params={"value": self.data[self.add_prefix("was")]},
            )
        return year or self.first_year


def stray(row: Mapping[str, Any], years: Sequence[int]) -> int:
    """The year of a line that lies outside `years`; 0 if it lies inside or says nothing."""
    for name in ("year", "was"):
        text = str(row.get(name) or "")
        if text.isdecimal() and len(text) == 4:
            return 0 if int(text) in years else int(text)
    return 0


class NumberField(MoneyField):
    """A number of units, shown without empty decimals."""

    default_error_messages = {"min_value": _("Write a number above 0.")}

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except ValidationError as error:
            raise no_number(value) from error

    def prepare_value(self, value: Any) -> Any:
        shown = super().prepare_value(value)
        return re.sub(r"[.,]00$", "", shown) if isinstance(shown, str) else shown


class CostForm(YearLineForm):
    shows_amount = True
    telling = ("category", "label", "price")
    field_order = ("category", "label", "units", "price", "year")
    category = forms.ChoiceField(label=_("Kind of cost"))
    label = forms.CharField(label=_("What for"), max_length=160)
    units = NumberField(
        label=_("Number"),
        max_digits=9,
        min_value=_LEAST,
        initial=1,
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


class IncomeForm(YearLineForm):
    telling = ("source", "label", "amount")
    field_order = ("source", "label", "amount", "is_granted", "year")
    source = forms.ChoiceField(label=_("Where from"), choices=[UNDECIDED, *IncomeSource.choices])
    label = forms.CharField(label=_("From whom"), max_length=160, required=False)
    amount = MoneyField(label=_("Amount (€)"), min_value=0)
    is_granted = forms.BooleanField(label=_("already promised"), required=False)

    def __init__(self, *args: Any, categories: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class PostForm(LineForm):
    """A post of the staff plan."""

    shows_amount = True
    telling = ("function", "pay_group", "monthly", "once")
    function = forms.CharField(label=_("Function"), max_length=160)
    pay_group = forms.CharField(label=_("Pay group"), max_length=60, required=False)
    percent = NumberField(
        label=_("Share of a full post (%)"),
        max_digits=5,
        min_value=_LEAST,
        max_value=100,
        initial=100,
        error_messages={
            "max_value": _("A full post is 100 percent. Write two posts as two lines."),
        },
    )
    months = NumberField(
        label=_("Months"),
        max_digits=4,
        min_value=_LEAST,
        max_value=12,
        initial=12,
        error_messages={
            "max_value": _("A year has twelve months."),
        },
    )
    monthly = MoneyField(label=_("Costs of a month (€)"), max_digits=10, min_value=0)
    once = MoneyField(label=_("Once in the year (€)"), max_digits=10, min_value=0, required=False)

    @property
    def amount(self) -> Decimal:
        """What the post costs in the year in EUR, as the line stands."""
        return post_amount_of(self.initial)

    def clean_once(self) -> Decimal:
        return self.cleaned_data["once"] or finance.ZERO


class BaseLines(forms.BaseFormSet):
    """All lines are drawn alike, whether they were stored before or not."""

    def initial_form_count(self) -> int:
        return 0

    def lines(self) -> list[dict[str, Any]]:
        """The lines that say something. Only after `is_valid()`."""
        return [form.cleaned_data for form in self.forms if form.has_changed()]

    @property
    def shows_amount(self) -> bool:
        """Each line comes to something that is worked out."""
        return self.form.shows_amount

    @property
    def stray(self) -> list[int]:
        """The years outside the period, one for each line that names one."""
        return [form.stray for form in self.forms if form.stray]


def formset_of(form: type[LineForm]) -> Any:
    return forms.formset_factory(
        form, formset=BaseLines, extra=0, max_num=MAX_LINES, absolute_max=MAX_LINES, validate_max=True
    )


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


def post_amount_of(line: Mapping[str, Any]) -> Decimal:
    """What a post costs in the year in EUR, typed or stored; what cannot be read counts nothing."""
    return finance.post_amount(*(readable(line, name) for name in ("months", "monthly", "once")))
