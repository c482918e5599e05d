"""What the public reads of a contact point, as a directory editor keeps it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from funding.models import Office
from portal.forms import DateInput, FoldedForm
from portal.lib import languages

_HELPS = "helps_with"
# The language of the house is in sight, the others are folded up.
_OTHERS = [(code, name) for code, name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def _helps_in(code: str) -> str:
    return f"{_HELPS}_{code.replace('-', '_')}"


class EntryForm(FoldedForm, forms.ModelForm):
    """The entry. The version is when it was last changed, as the reader has seen it."""

    ALWAYS = (
        "name", "unit", _helps_in(settings.LANGUAGE_CODE), "email", "phone", "website", "hours", "spoken",
        "answer_days",
        "street", "postal_code", "place", "source", "source_url", "valid_until", "sureness", "doubt",
        "is_checked",
    )  # fmt: skip
    # The entry as it is now, if somebody else was faster.
    stale: Office | None = None

    version = forms.DateTimeField(widget=forms.HiddenInput)
    spoken = forms.MultipleChoiceField(
        label=_("Languages spoken"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices-many"}),
    )
    is_checked = forms.BooleanField(
        label=_("I have checked this entry today"),
        required=False,
        help_text=_("The page then says so with the day."),
    )

    class Meta:
        model = Office
        fields = (
            "name", "unit", "email", "phone", "website", "hours", "answer_days", "street", "postal_code",
            "place", "source", "source_url", "valid_until", "sureness", "doubt",
            *(_helps_in(code) for code, _name in settings.LANGUAGES),
        )  # fmt: skip
        labels = {"hours": _("Opening hours")}
        widgets = {"valid_until": DateInput}

    def __init__(self, data: Any = None, *, office: Office) -> None:
        seen = {"version": office.updated.isoformat(), "spoken": office.languages}
        super().__init__(data, instance=office, initial=seen)
        names = dict(languages.spoken_choices(get_language() or "de"))
        names |= {code: languages.name_of(code, get_language() or "de") for code in office.languages}
        self.fields["spoken"].choices = list(names.items())  # type: ignore[attr-defined]
        for code, name in settings.LANGUAGES:
            field = self.fields[_helps_in(code)]
            field.label = _("What it helps with (%(language)s)") % {"language": name}
            field.widget = forms.Textarea(attrs={"rows": 3, "lang": code, "dir": languages.direction(code)})

    def said(self) -> dict[str, Any]:
        """What was written, by column."""
        own = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return own | {"languages": self.cleaned_data["spoken"]}

    def _post_clean(self) -> None:
        """The service writes and checks; the entry in hand stays as it was read."""
