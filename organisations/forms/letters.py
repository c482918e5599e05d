"""Letters of a network to its members, and the code on them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from organisations.choices.board import Letters, Step
from organisations.forms.joining import AskerForm
from organisations.services import letter_of_code
from portal.lib import codes


class LettersForm(forms.Form):
    """To whom to write; `rows` are the members on the board whose entry nobody looks after."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    to = forms.ChoiceField(
        label=_("To whom?"), choices=Letters, initial=Letters.NEW, widget=forms.RadioSelect
    )
    members = forms.MultipleChoiceField(
        label=_("Organisations"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, rows: Iterable[Any]) -> None:
        super().__init__(data)
        self.rows = list(rows)
        self.fields["members"].choices = [(row.member_id, row.member.name) for row in self.rows]  # type: ignore[attr-defined]
        self.fields["members"].unmarked = True  # type: ignore[attr-defined]  # asked only after one answer

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if typed.get("to") == Letters.CHOSEN and not typed.get("members") and not self.errors:
            self.add_error("members", _("Choose at least one."))
        return typed

    def chosen(self) -> list[int]:
        """The ids of the members to write to."""
        to = self.cleaned_data["to"]
        if to == Letters.CHOSEN:
            return [int(member) for member in self.cleaned_data["members"]]
        return [row.member_id for row in self.rows if to == Letters.ALL or row.step == Step.WAITING]


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("The code on the letter"),
        help_text=_("Twelve letters and digits. Spaces do not matter."),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "dir": "ltr"}
        ),
    )

    def clean_code(self) -> str:
        code = codes.normalised(self.cleaned_data["code"])
        if letter_of_code(code) is None:
            raise forms.ValidationError(
                _("We do not know this code, or it works no more. Ask your network for a new letter.")
            )
        return code


class LetterClaimForm(AskerForm):
    """Nobody is asked any more: the letter says it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = ""
        self.fields["email"].help_text = _("Your invitation goes there at once.")
