"""Facts: the filters of their table, and one form for each."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from portal.forms import DateInput
from portal.guides.choices import Kind
from portal.guides.models import FactChoice, FactKey, LandFact, Term
from portal.guides.models.loaded import in_every_language
from portal.lib import languages
from portal.lib.money import MoneyField
from portal.places.models import Land

TEXTS, NOTES = in_every_language("text"), in_every_language("note")
_WORDS = in_every_language("label", "phrase", "meaning")
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
# By what stands behind the name of a translated column.
_CODES = {code.replace("-", "_"): code for code, _name in settings.LANGUAGES}
_AROUND = ("valid_from", "valid_until", "certainty", "source", "source_url", "checked_on")


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
            ("ending", _("Ends within 30 days")),
        ],
    )

    def __init__(self, data: Any, keys: Iterable[FactKey], places: Iterable[Land | None]) -> None:
        super().__init__(data)
        self.fields["key"].choices = [("", _("All facts")), *((key.key, str(key)) for key in keys)]  # type: ignore[attr-defined]
        named = [(land.code, land.name) if land else ("DE", _("all of Germany")) for land in places]
        self.fields["land"].choices = [("", _("All Länder")), *named]  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Group:
    """Fields that belong together; `in_languages`: the same text once in each language."""

    legend: Any
    fields: list[forms.BoundField]
    in_languages: bool = False

    @property
    def is_folded(self) -> bool:
        """Texts that nobody has written and nobody must: out of the way until somebody opens them."""
        needed = any(field.field.required or field.value() or field.errors for field in self.fields)
        return self.in_languages and not needed


class VersionedForm(forms.ModelForm):
    """Carries the version that the reader has seen; the service compares it."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seen = self.instance.version
        self.fields["version"].initial = self.seen
        for name, field in self.fields.items():
            _speak(name, field)


class FactForm(VersionedForm):
    """One fact: its value by kind, the note in every language, since when, how sure, from where."""

    month = forms.TypedChoiceField(
        label=_("month"), coerce=int, choices=[("", "–"), *MONTHS.items()], required=False
    )

    class Meta:
        model = LandFact
        fields = [*_VALUES, *NOTES, *_AROUND]
        widgets = {
            "valid_from": DateInput, "valid_until": DateInput, "checked_on": DateInput,
            **{name: forms.Textarea(attrs={"rows": 3}) for name in (*TEXTS, *NOTES)},
        }  # fmt: skip

    def __init__(
        self, *args: Any, lagging: Collection[str] = (), follows: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
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
        for name in (*TEXTS, *NOTES):
            if name in self.fields:
                self.fields[name].help_text = _state_of(self.instance, name, lagging)

    def validate_constraints(self) -> None:
        """A new period meets the old one until the service has ended that."""
        if not self._follows:
            super().validate_constraints()

    @property
    def groups(self) -> list[Group]:
        value = [self[name] for name in _VALUES if name in self.fields and name not in TEXTS]
        texts = [self[name] for name in TEXTS if name in self.fields]
        found = [
            Group(_("Value"), value),
            Group(_("Value, in every language"), texts, in_languages=True),
            Group(_("Note, in every language"), [self[name] for name in NOTES], in_languages=True),
            Group(_("Since when, how sure, from where"), [self[name] for name in _AROUND]),
        ]
        return [group for group in found if group.fields]


def _fit_number(form: FactForm) -> None:
    form.fields["number"] = forms.DecimalField(
        label=_("Number"), max_digits=10, decimal_places=2, min_value=0, localize=True
    )


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


class AnswerForm(VersionedForm):
    """One of the answers of a kind, in every language."""

    class Meta:
        model = FactChoice
        fields = TEXTS
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in TEXTS}

    def __init__(self, *args: Any, lagging: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[TEXTS[0]].required = True
        for name in TEXTS:
            self.fields[name].help_text = _state_of(self.instance, name, lagging)

    @property
    def groups(self) -> list[Group]:
        return [Group(_("Answer, in every language"), [self[name] for name in TEXTS], in_languages=True)]


class KeyForm(VersionedForm):
    """A kind of fact: its name and the words around its value, in every language."""

    class Meta:
        model = FactKey
        fields = ["position", "compared", *_WORDS]
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in _WORDS}

    @property
    def groups(self) -> list[Group]:
        names = [
            (_("Label, in every language"), "label"),
            (_("Words around the value, in every language"), "phrase"),
            (_("What follows from it, in every language"), "meaning"),
        ]
        texts = [
            Group(legend, [self[name] for name in in_every_language(field)], in_languages=True)
            for legend, field in names
        ]
        return [*texts, Group(_("Where it is shown"), [self["position"], self["compared"]])]


def _speak(name: str, field: forms.Field) -> None:
    """A field of one language is called by the language and written in its direction."""
    code = _CODES.get(name.partition("_")[2])
    if code:
        field.label = dict(settings.LANGUAGES)[code]
        field.widget.attrs |= {"lang": code, "dir": languages.direction(code)}


def _state_of(row: LandFact | FactChoice, name: str, lagging: Collection[str]) -> Any:
    """How far the translation is."""
    field = name.split("_", 1)[0]
    german = getattr(row, f"{field}_{settings.LANGUAGE_CODE}")
    if name in lagging:
        return _("The German text has changed since. Does this still say the same?")
    return _("missing") if german and not getattr(row, name) else ""
