"""Words of facts: short texts, each once in every language, and whether they still fit each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.guides.models import FactChoice, FactKey
from portal.guides.models.loaded import Worded, column, in_every_language
from portal.lib import languages

TEXTS, NOTES = in_every_language("text"), in_every_language("note")
_WORDS = in_every_language("label", "phrase", "meaning")
# By what stands behind the name of a translated column.
_CODES = {code.replace("-", "_"): code for code, _name in settings.LANGUAGES}


@dataclass(frozen=True)
class Group:
    """Fields that belong together; `in_languages`: the same text once in each language."""

    legend: Any
    fields: list[forms.BoundField]
    in_languages: bool = False
    # Names of fields: there is nothing to answer here until one of them says something else.
    waits_for: str = ""

    @property
    def is_folded(self) -> bool:
        """Texts that nobody has written and nobody must: out of the way until somebody opens them."""
        needed = any(field.field.required or field.value() or field.errors for field in self.fields)
        return self.in_languages and not needed


class VersionedForm(forms.ModelForm):
    """Words in every language, with the version that the reader has seen; the service compares it.

    `asks`: with questions about the entries, whose answers are not stored.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    small = forms.BooleanField(
        label=_("Only a small correction"),
        required=False,
        help_text=_("The German words say the same as before. The other languages stay as they are."),
    )
    still_fit = forms.MultipleChoiceField(
        label=_("These say the same as the German words"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They are older than the German words. Readers are told so until then."),
    )

    def __init__(self, *args: Any, asks: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seen = self.instance.version
        self.fields["version"].initial = self.seen
        for name, field in self.fields.items():
            _speak(name, field)
            if name in self.instance.behind:
                field.help_text = _("The German text has changed since. Does this still say the same?")
        self.fields["still_fit"].choices = _named(self.instance, self.instance.behind)  # type: ignore[attr-defined]
        for name, is_idle in (("small", not self.instance.pk), ("still_fit", not self.instance.behind)):
            if is_idle or not asks:
                del self.fields[name]

    def clean(self) -> Any:
        caught_up = {*self.changed_data, *self.cleaned_data.get("still_fit", ())}
        self.instance.behind = [name for name in self.instance.behind if name not in caught_up]
        return super().clean()

    @property
    def questions(self) -> list[Group]:
        found = [self[name] for name in ("small", "still_fit") if name in self.fields]
        return [Group(_("Do the words of the languages fit each other?"), found)] if found else []


class AnswerForm(VersionedForm):
    """One of the answers of a kind, in every language."""

    class Meta:
        model = FactChoice
        fields = TEXTS
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in TEXTS}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[TEXTS[0]].required = True
        name_missing(self)

    @property
    def groups(self) -> list[Group]:
        words = Group(_("Answer, in every language"), [self[name] for name in TEXTS], in_languages=True)
        return [words, *self.questions]


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
        return [*texts, *self.questions, Group(_("Where it is shown"), [self["position"], self["compared"]])]


def _speak(name: str, field: forms.Field) -> None:
    """A field of one language is called by the language and written in its direction."""
    code = _CODES.get(name.partition("_")[2])
    if code:
        field.label = dict(settings.LANGUAGES)[code]
        field.widget.attrs |= {"lang": code, "dir": languages.direction(code)}


def name_missing(form: VersionedForm) -> None:
    """Say at each empty field that the German one beside it is not."""
    for name, field in form.fields.items():
        german = getattr(form.instance, column(name.partition("_")[0], settings.LANGUAGE_CODE), "")
        if name in (*TEXTS, *NOTES) and german and not getattr(form.instance, name):
            field.help_text = _("missing")


def _named(row: Worded, names: Iterable[str]) -> list[tuple[str, str]]:
    """Columns with what they hold and its language, for people."""
    reader = get_language() or settings.LANGUAGE_CODE
    return [
        (column(field, code), f"{languages.name_of(code, reader)}: {_words_of(row, field)}")
        for field in row.said
        for code in _CODES.values()
        if column(field, code) in names
    ]


def _words_of(row: Worded, field: str) -> str:
    return str(row._meta.get_field(field).verbose_name)  # type: ignore[union-attr]
