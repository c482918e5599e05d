"""What an organisation says about itself, as its people edit it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from organisations.choices import Activity, AgePhase, LegalForm, Level, Purpose
from organisations.forms.marks import mark
from organisations.models import Organisation
from organisations.models.profile import OWN_WORDS, PRIVATE, column_of
from portal.lib import dates, languages
from portal.lib.text import fold
from portal.places.models import PostalCode

# The languages with a box to tick; all others are typed.
COMMON = (
    "de", "ar", "tr", "ru", "uk", "pl", "ro", "fa", "ku", "en", "fr", "es", "pt", "it", "el", "sq", "sr",
    "bs", "hr", "bg", "ti", "so", "ps", "ur", "vi", "zh", "rom", "sgn",
)  # fmt: skip
_BETWEEN = re.compile(r"[,;\n]+")
# Fields for the mail addresses that are each for one thing.
MAILBOXES = {f"mailbox_{purpose.value}": purpose for purpose in Purpose}
# Not asked for before the page is to be shown; see `Organisation.gaps`. So they are not called optional.
NEEDED = ("common", "postal_code", "phone", "website", "email")
_NOT_COLUMNS = {"version", "common", "more", *MAILBOXES}


def common_languages() -> list[tuple[str, str]]:
    """Codes and names of the languages with a box to tick, as the reader calls them."""
    reader = get_language() or "de"
    return [(code, languages.name_of(code, reader)) for code in COMMON]


@dataclass(frozen=True)
class Group:
    """Fields that are shown together."""

    title: Any
    fields: list[BoundField]


class ProfileForm(forms.Form):
    """Facts about the organisation. The version says which state of the entry the reader has seen."""

    GROUPS = (
        (
            _("Who you are"),
            ("name", "level", "common", "more", "age_phases", "activities", "open_to_all", "founded"),
        ),
        (
            _("Where you are and how families reach you"),
            ("postal_code", "phone", "website", "email", *MAILBOXES),
        ),
        (_("Your address"), ("street", "street_is_public")),
        (_("For funding"), ("legal_form", "register_court", "register_number")),
    )

    # The entry as it is now, if somebody else was faster.
    stale: Organisation | None = None

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("As your statutes say it."))
    level = forms.ChoiceField(label=_("Where you work"), choices=Level.choices)
    common = forms.MultipleChoiceField(
        label=_("Languages spoken"),
        required=False,
        choices=common_languages,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices-many"}),
        help_text=_("Your page needs at least one."),
    )
    more = forms.CharField(
        label=_("More languages"),
        required=False,
        max_length=200,
        help_text=_("Separated by commas, for example: Amharic, Wolof."),
    )
    age_phases = forms.MultipleChoiceField(
        label=_("Ages of the children"),
        choices=AgePhase.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    activities = forms.MultipleChoiceField(
        label=_("Activities"),
        choices=Activity.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Families can search for this."),
    )
    open_to_all = forms.BooleanField(
        label=_("Open to all families"),
        required=False,
        help_text=_("Whatever their origin or language. This is shown on your page."),
    )
    postal_code = forms.CharField(
        label=_("Postal code"),
        max_length=10,
        required=False,
        help_text=_("Your page needs it: place, district and Land follow from it."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "postal-code"}),
    )
    email = forms.EmailField(
        label=_("Mail address"),
        required=False,
        help_text=_("A shared address such as info@…, not that of a person."),
    )
    phone = PhoneNumberField(
        label=_("Phone"),
        required=False,
        region="DE",
        max_length=40,
        help_text=_("Your page needs a phone number, a website or a mail address."),
    )
    website = forms.URLField(label=_("Website"), required=False, max_length=200, assume_scheme="https")
    street = forms.CharField(label=_("Street and number"), max_length=120, required=False)
    street_is_public = forms.BooleanField(
        label=_("Show the street to everybody"),
        required=False,
        help_text=_("Leave this empty if it is somebody’s home."),
    )
    legal_form = forms.ChoiceField(label=_("Legal form"), choices=LegalForm.choices)
    register_court = forms.CharField(label=_("Register court"), max_length=80, required=False)
    register_number = forms.CharField(label=_("Register number"), max_length=40, required=False)
    founded = forms.IntegerField(label=_("Founded in"), min_value=1800, required=False)

    def __init__(self, data: Any = None, *, organisation: Organisation) -> None:
        super().__init__(data, initial=_initial(organisation))
        for name, purpose in MAILBOXES.items():
            label = _("Mail address: %(purpose)s") % {"purpose": purpose.label}
            self.fields[name] = forms.EmailField(label=label, required=False)
        for name in NEEDED:
            self.fields[name].unmarked = True  # type: ignore[attr-defined]
        mark(self, private=PRIVATE | {"street_is_public"}, as_ticked={"street"})

    @property
    def groups(self) -> list[Group]:
        return [Group(title, [self[name] for name in names]) for title, names in self.GROUPS]

    def clean_more(self) -> list[str]:
        typed = [part.strip() for part in _BETWEEN.split(self.cleaned_data["more"]) if part.strip()]
        known = _codes_by_name()
        if unknown := [name for name in typed if fold(name) not in known]:
            raise forms.ValidationError(
                _("We do not know these languages: %(names)s. Write them in German or English."),
                params={"names": ", ".join(unknown)},
            )
        return [known[fold(name)] for name in typed]

    def clean_postal_code(self) -> PostalCode | None:
        text = self.cleaned_data["postal_code"]
        if not text:
            return None
        found = PostalCode.objects.select_related("district__land").filter(code=text).first()
        if found is None:
            raise forms.ValidationError(_("We do not know this postal code. It has five digits."))
        return found

    def clean_founded(self) -> int | None:
        year = self.cleaned_data["founded"]
        if year is not None and year > dates.today().year:
            raise forms.ValidationError(_("This year has not come yet."))
        return year

    def profile(self) -> dict[str, Any]:
        """The cleaned entries as `services.update_profile` takes them."""
        data = {name: value for name, value in self.cleaned_data.items() if name not in _NOT_COLUMNS}
        data["languages"] = list(dict.fromkeys(self.cleaned_data["common"] + self.cleaned_data["more"]))
        data["phone"] = data["phone"] or ""
        typed = {purpose.value: self.cleaned_data[name] for name, purpose in MAILBOXES.items()}
        data["mailboxes"] = {purpose: address for purpose, address in typed.items() if address}
        return data


class WordsForm(forms.Form):
    """What an organisation says about itself in one language."""

    stale: Organisation | None = None

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    summary = forms.CharField(
        label=_("In one sentence"),
        max_length=200,
        required=False,
        help_text=_("It stands under your name in lists."),
    )
    about = forms.CharField(
        label=_("What you do"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("What families find with you, and how they can join. An empty line begins a paragraph."),
    )

    def __init__(self, data: Any = None, *, organisation: Organisation, language: str) -> None:
        self.columns = {name: column_of(name, language) for name in OWN_WORDS}
        initial: dict[str, Any] = {"version": organisation.version}
        initial |= {name: getattr(organisation, column) for name, column in self.columns.items()}
        super().__init__(data, initial=initial)
        for name in OWN_WORDS:
            self.fields[name].widget.attrs |= {"lang": language, "dir": languages.direction(language)}
        if language == settings.LANGUAGE_CODE:
            self.fields["summary"].unmarked = True  # type: ignore[attr-defined]
            self.fields["summary"].help_text = _("Your page needs it. It stands under your name in lists.")
        mark(self)

    def profile(self) -> dict[str, Any]:
        """The cleaned entries as `services.update_profile` takes them."""
        return {column: self.cleaned_data[name] for name, column in self.columns.items()}


def _initial(organisation: Organisation) -> dict[str, Any]:
    reader = get_language() or "de"
    same = (
        "version", "name", "level", "age_phases", "activities", "open_to_all", "email", "phone", "website",
        "street", "street_is_public", "legal_form", "register_court", "register_number", "founded",
    )  # fmt: skip
    initial = {name: getattr(organisation, name) for name in same}
    initial |= {name: organisation.mailboxes.get(purpose.value, "") for name, purpose in MAILBOXES.items()}
    initial["postal_code"] = organisation.postal_code_id or organisation.postal_code_as_written
    initial["common"] = [code for code in organisation.languages if code in COMMON]
    others = [code for code in organisation.languages if code not in COMMON]
    initial["more"] = ", ".join(languages.name_of(code, reader) for code in others)
    return initial


def _codes_by_name() -> dict[str, str]:
    """Every spoken language by its folded name in the languages of the desk, and by its code."""
    names = {code: code for code in languages.SPOKEN}
    for reader in settings.DESK_LANGUAGES:
        names |= {fold(languages.name_of(code, reader)): code for code in languages.SPOKEN}
    return names
