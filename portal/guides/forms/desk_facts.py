"""Facts: the filters of their table, and the form of one."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from portal.forms import DateInput
from portal.guides.choices import Kind
from portal.guides.forms.desk_words import NOTES, TEXTS, Group, VersionedForm, name_missing
from portal.guides.models import FactChoice, FactKey, LandFact, Term
from portal.lib.dates import today
from portal.lib.money import MoneyField
from portal.places.models import Land

_OF_KIND: dict[str, tuple[str, ...]] = {
    Kind.DATE: ("day", "month"),
    Kind.NUMBER: ("number",),
    Kind.MONEY: ("number",),
    Kind.CHOICE: ("choice",),
    Kind.WORD: ("word",),
    Kind.TERMS: ("terms",),
    Kind.TEXT: TEXTS,
}
_VALUES = ("day", "month", "number", "choice", "word", "terms", *TEXTS)
# What a new value is: the German words of one that is a text, whatever they say elsewhere.
_SAYS = ("day", "month", "number", "choice", "word", "terms", TEXTS[0])
# Boxes that say of what stood with the old value that it holds for the new one.
_HOLDS = {"note_holds": NOTES[0], "source_same": "source"}
_CHECKED = "checked_on"
_AROUND = ("valid_from", "valid_until", "certainty", "source", "source_url")


class BoardForm(forms.Form):
    """The filters; they stand in the address."""

    key = forms.ChoiceField(label=_("Fact"), required=False)
    land = forms.ChoiceField(label=_("Land"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("Everything")),
            ("old", _("Checked more than 12 months ago")),
            ("uncertain", _("Uncertain or to be verified")),
            ("missing", _("Missing")),
            ("behind", _("Words older than the German ones")),
            ("ending", _("Ends within 30 days")),
        ],
    )

    def __init__(self, data: Any, keys: Iterable[FactKey], places: Iterable[Land | None]) -> None:
        super().__init__(data)
        self.fields["key"].choices = [("", _("All facts")), *((key.key, str(key)) for key in keys)]  # type: ignore[attr-defined]
        named = [(land.code, land.name) if land else ("DE", _("all of Germany")) for land in places]
        self.fields["land"].choices = [("", _("All Länder")), *named]  # type: ignore[attr-defined]


class FactForm(VersionedForm):
    """One fact: its value by kind, the note in every language, since when, how sure, from where."""

    month = forms.TypedChoiceField(
        label=_("month"), coerce=int, choices=[("", "–"), *MONTHS.items()], required=False
    )

    note_holds = forms.BooleanField(label=_("The note still holds for the new value"), required=False)
    source_same = forms.BooleanField(label=_("The source says the new value too"), required=False)

    class Meta:
        model = LandFact
        fields = [*_VALUES, *NOTES, *_AROUND, _CHECKED]
        widgets = {
            "valid_from": DateInput, "valid_until": DateInput, "checked_on": DateInput,
            **{name: forms.Textarea(attrs={"rows": 3}) for name in (*TEXTS, *NOTES)},
        }  # fmt: skip

    def __init__(self, *args: Any, follows: bool = False, asks: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, asks=asks, **kwargs)
        self._was_checked_on = None if self.instance._state.adding else self.instance.checked_on
        for name, told in _HOLDS.items():
            if not (asks and getattr(self.instance, told)):
                del self.fields[name]
        kind = self.instance.fact_key.kind
        wanted = _OF_KIND[kind]
        for name in set(_VALUES) - set(wanted):
            del self.fields[name]
        _FIT[kind](self)
        for name in wanted:
            self.fields[name].required = name not in TEXTS or name == TEXTS[0]
        self._follows = follows
        if follows:
            self.fields["valid_from"].required = True
        name_missing(self)

    def clean(self) -> Any:
        if self._is_new_value and "preview" not in self.data:
            self._settle_new_value()
        return super().clean()

    @property
    def _is_new_value(self) -> bool:
        """Valid, another one than before, and not the same words written better."""
        said = [name for name in _SAYS if name in self.changed_data and name in self.cleaned_data]
        return bool(said) and not (said == [TEXTS[0]] and self.cleaned_data.get("small"))

    def _settle_new_value(self) -> None:
        """A new value does not go under the old note, source and day of the check without a thought."""
        data = self.cleaned_data
        for name, told in _HOLDS.items():
            kept = name in self.fields and data.get(told) and told not in self.changed_data
            if kept and not data.get(name):
                self.add_error(
                    name, _("The value is another one. Tick this, or change what is written there.")
                )
        if data.get("checked_on") == self._was_checked_on != today():
            said = _("The value is another one. When was it checked? Today is %(day)s.")
            day = date_format(today(), "SHORT_DATE_FORMAT")
            self.add_error("checked_on", ValidationError(said, params={"day": day}))

    def validate_constraints(self) -> None:
        """A new period meets the old one until the service has ended that."""
        if not self._follows:
            super().validate_constraints()

    @property
    def groups(self) -> list[Group]:
        value = [self[name] for name in _VALUES if name in self.fields and name not in TEXTS]
        texts = [self[name] for name in TEXTS if name in self.fields]
        checked = self[_CHECKED]
        found = [
            Group(_("Value"), [*value, checked] if value else []),
            Group(_("Value, in every language"), texts, in_languages=True),
            Group(_("Last checked"), [] if value else [checked]),
            Group(_("Note, in every language"), [self[name] for name in NOTES], in_languages=True),
            self._questions_about_a_new_value,
            *self.questions,
            Group(_("Since when, how sure, from where"), [self[name] for name in _AROUND]),
        ]
        return [group for group in found if group.fields]

    @property
    def _questions_about_a_new_value(self) -> Group:
        says = [name for name in _SAYS if name in self.fields]
        return Group(
            _("If the value changes"), [self[name] for name in _HOLDS if name in self.fields],
            waits_for="" if self.is_bound else " ".join(says),
        )  # fmt: skip


def _fit_number(form: FactForm) -> None:
    form.fields["number"] = forms.DecimalField(
        label=_("Number"), max_digits=10, decimal_places=2, min_value=0, localize=True
    )
    if form.instance.number is not None:  # with no more decimals than it has
        form.initial["number"] = Decimal(f"{form.instance.number.normalize():f}")


def _fit_money(form: FactForm) -> None:
    form.fields["number"] = MoneyField(label=_("Amount in euros"), max_digits=10, min_value=0)


def _fit_choice(form: FactForm) -> None:
    form.fields["choice"].queryset = FactChoice.objects.filter(fact_key=form.instance.fact_key)  # type: ignore[attr-defined]


def _fit_terms(form: FactForm) -> None:
    """Words that stand there already keep their order, new ones come behind them."""
    present = list(form.instance.terms)
    order = {slug: place for place, slug in enumerate(present)}
    words = sorted(Term.objects.values_list("slug", "word"), key=lambda row: (order.get(row[0], 999), row[1]))
    form.fields["terms"] = forms.MultipleChoiceField(
        label=_("German words"), choices=words, widget=forms.CheckboxSelectMultiple
    )


def _fit_nothing(form: FactForm) -> None:
    return None


_FIT = {
    Kind.DATE: _fit_nothing, Kind.NUMBER: _fit_number, Kind.MONEY: _fit_money, Kind.CHOICE: _fit_choice,
    Kind.WORD: _fit_nothing, Kind.TERMS: _fit_terms, Kind.TEXT: _fit_nothing,
}  # fmt: skip
