"""Registering an organisation, asking for an entry, asking for its removal."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from organisations.forms.desk_members import desk_languages
from organisations.models import Organisation
from portal.lib.text import fold
from portal.places.models import PostalCode


class RegisterForm(forms.Form):
    """Name and place only: everything else has its own page, one after the other."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("As your statutes say it."))
    postal_code = forms.CharField(
        label=_("Postal code"),
        max_length=10,
        help_text=_("Place, district and Land follow from it."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "postal-code"}),
    )
    # Asked only when there are entries with nearly this name.
    is_another = forms.BooleanField(
        label=_("It is another organisation than those that are listed"),
        required=False,
        widget=forms.HiddenInput,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.alike: list[Organisation] = []

    def clean_postal_code(self) -> PostalCode:
        found = PostalCode.objects.select_related("district__land").filter(
            code=self.cleaned_data["postal_code"]
        )
        if not (code := found.first()):
            raise forms.ValidationError(_("We do not know this postal code. It has five digits."))
        return code

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if typed.get("name") and not typed.get("is_another"):
            name = typed["name"]
            draft = Organisation(name=name, sort_key=fold(name)[:420])
            others = Organisation.objects.public().exclude(public_id=typed.get("key"))  # a second click
            self.alike = list(others.perhaps_the_same_as(draft))
        if self.alike:
            self.fields["is_another"].widget = forms.CheckboxInput()
            self.add_error("is_another", _("There are entries with nearly this name. Is one of them yours?"))
        return typed

    def profile(self) -> dict[str, Any]:
        return {"name": self.cleaned_data["name"], "postal_code": self.cleaned_data["postal_code"]}


class NewcomerForm(forms.Form):
    """Where the link goes with which somebody registers an organisation."""

    email = forms.EmailField(
        label=_("Your mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


class FounderForm(forms.Form):
    email = forms.EmailField(label=_("Mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    language = forms.ChoiceField(label=_("Language of the mail"), choices=desk_languages)


class AskerForm(forms.Form):
    """Who asks to look after an entry, and where the invitation goes."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        help_text=_("Those who are to confirm it read it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your mail address"),
        help_text=_("Your invitation goes there, once it is confirmed."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class ClaimForm(AskerForm):
    umbrella = forms.ModelChoiceField(
        label=_("Who can confirm that you work there?"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("its own mail address"),
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        networks = Organisation.objects.networks().coordinated().exclude(pk=organisation.pk)
        self.fields["umbrella"].queryset = networks  # type: ignore[attr-defined]
        self.fields["umbrella"].unmarked = True  # type: ignore[attr-defined]  # its first choice is an answer


class RecoveryForm(AskerForm):
    """To coordinate an organisation whose coordinators can not be reached."""

    umbrella = forms.ModelChoiceField(
        label=_("Which network can confirm it?"),
        queryset=Organisation.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    extract = forms.FileField(
        label=_("Register extract that names you, or a paper of your board"),
        help_text=_("PDF or picture, at most 5 MB. Only those who decide see it. Then it is deleted."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        max_length=255,
    )

    def __init__(self, *args: Any, networks: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["umbrella"].queryset = networks  # type: ignore[attr-defined]
        if not networks:
            del self.fields["umbrella"]


class RemovalForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    why = forms.CharField(
        label=_("Is there something that we should know?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    contact = forms.CharField(
        label=_("How can we answer you?"),
        help_text=_("Mail address or telephone number. We use it for the answer only, then we delete it."),
        max_length=200,
        required=False,
    )
