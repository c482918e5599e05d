"""What a translator types: one field a paragraph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.guides.reports.tokens import TOKEN
from portal.guides.reports.translations.board import LABELS, Status
from portal.guides.reports.translations.pieces import SUMMARY, TITLE, Piece, has_machine_words
from portal.lib import languages


class MarkedField(forms.CharField):
    """Text from right to left, in which each token stands as one piece from left to right.

    The invisible marks that hold it together are put in for the page, and never kept.
    """

    _MARKS = dict.fromkeys(range(0x2066, 0x206A))

    def prepare_value(self, value: Any) -> Any:
        return TOKEN.sub("\u2066\\g<0>\u2069", self.to_python(value)) if isinstance(value, str) else value

    def to_python(self, value: Any) -> Any:
        return str(super().to_python(value)).translate(self._MARKS)


class WorkForm(forms.Form):
    """The translation of a whole guide, paragraph by paragraph; checked only when it is handed in."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=1_000_000_000)
    # Names the open page, which may save many times without hearing of the versions it makes.
    page = forms.CharField(widget=forms.HiddenInput, max_length=36, required=False)

    def __init__(self, pieces: Sequence[Piece], language: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = [at for at, piece in enumerate(pieces) if not piece.is_gone]
        self.places = [at for at in asked if not pieces[at].is_copied]
        for number, at in enumerate(asked, start=1):
            if at in self.places:
                self._add(at, number, pieces[at], language)
        if has_machine_words(pieces):
            self.fields["machine_read"] = _machine_read()

    def _add(self, at: int, number: int, piece: Piece, language: str) -> None:
        rows = 1 + len(piece.german) // 45 + piece.german.count("\n")
        attrs = {
            "lang": language, "dir": languages.direction(language), "rows": rows, "spellcheck": "true",
        }  # fmt: skip
        kind = MarkedField if languages.direction(language) == "rtl" else forms.CharField
        self.fields[f"text-{at}"] = kind(
            label=_label(at, number), required=False, widget=forms.Textarea(attrs=attrs), initial=piece.text
        )
        if piece.may_agree:
            self.fields[f"agreed-{at}"] = forms.BooleanField(
                label=_("The translation still fits as it is"), required=False, initial=piece.agreed
            )

    @property
    def texts(self) -> dict[int, str]:
        return {at: self.cleaned_data[f"text-{at}"] for at in self.places}

    @property
    def agreed(self) -> dict[int, bool]:
        boxes = (at for at in self.places if f"agreed-{at}" in self.fields)
        return {at: self.cleaned_data[f"agreed-{at}"] for at in boxes}

    def blame(self, places: Mapping[int, list[str]]) -> None:
        """Say at the paragraphs what is wrong with them."""
        for at, messages in places.items():
            self.add_error(f"text-{at}", messages)


def _label(at: int, number: int) -> str:
    if at in (TITLE, SUMMARY):
        return gettext("Title") if at == TITLE else gettext("In one sentence")
    return gettext("Paragraph %(number)s") % {"number": number}


def _machine_read() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("I have compared every paragraph that a machine wrote with the German"), required=False
    )


class PublishForm(forms.Form):
    """The second person's yes."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=1_000_000_000)
    machine_read = _machine_read()


class SendBackForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=1_000_000_000)
    note = forms.CharField(
        label=_("What is to be changed?"), max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )  # fmt: skip


def _target_languages() -> list[tuple[str, str]]:
    return [(code, name) for code, name in languages.PUBLIC if code != settings.LANGUAGE_CODE]


class TranslatorForm(forms.Form):
    """A person by mail address, since staff may not browse all people."""

    email = forms.EmailField(
        label=_("Mail address"), help_text=_("Of somebody who has an account already."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Translates into"), choices=_target_languages)

    def clean_email(self) -> User:
        person = User.objects.filter(email__iexact=self.cleaned_data["email"], is_active=True).first()
        if person is None:
            raise forms.ValidationError(_("There is no account with this address."))
        return person


class QueueForm(forms.Form):
    """The filter of the queue."""

    language = forms.ChoiceField(label=_("Language"), required=False)
    status = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, codes: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(languages.PUBLIC)
        everything = ("", _("all"))
        self.fields["language"].choices = [everything, *((code, names[code]) for code in codes)]  # type: ignore[attr-defined]
        self.fields["status"].choices = [  # type: ignore[attr-defined]
            everything, *((it.value, LABELS[it]) for it in Status if it != Status.DONE),
        ]  # fmt: skip
