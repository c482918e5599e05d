"""Taking over a calendar that an organisation keeps elsewhere."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from organisations.models import Organisation
from parentwork.forms import desk_namesakes
from parentwork.models import Format, Venue
from parentwork.services.calendars.packing import unpacked
from parentwork.services.calendars.reading import MAX_BYTES, Series
from parentwork.services.calendars.taking import Kind
from portal.lib import languages


class KindForm(forms.Form):
    """What no calendar file says; each draft can be changed afterwards."""

    format = forms.ModelChoiceField(
        label=_("What kind of meeting is it?"), queryset=Format.objects.none(), empty_label=None,
        help_text=_("Seats and the way to sign up then begin with what is usual for it."),
    )  # fmt: skip
    venue = forms.ModelChoiceField(label=_("Place"), queryset=Venue.objects.none(), empty_label=None)
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken there"),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices-many"}),
        error_messages={"required": _("Please choose at least one language.")},
    )  # fmt: skip
    use_required_attribute = False

    def __init__(self, organisation: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spoken = dict(languages.spoken_choices(get_language() or "de"))
        own = list(dict.fromkeys([*organisation.languages, "de"]))
        others = [code for code in spoken if code not in own]
        self.fields["format"].queryset = Format.objects.all()  # type: ignore[attr-defined]
        desk_namesakes.offer_venues(self.fields["venue"], organisation.venues.all())
        self.fields["languages"].choices = [  # type: ignore[attr-defined]
            (code, spoken.get(code, code)) for code in [*own, *others]
        ]

    def kind(self) -> Kind:
        return Kind(**{name: self.cleaned_data[name] for name in ("format", "venue", "languages")})


class CalendarForm(KindForm):
    """The file, before anything of it is shown."""

    file = forms.FileField(
        label=_("Calendar file"),
        widget=forms.FileInput(attrs={"accept": ".ics,text/calendar"}),
        help_text=_("A file that ends in .ics, as calendar programs export it, up to 2 MB."),
    )
    field_order = ("file", "format", "venue", "languages")

    def clean_file(self) -> bytes:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(_("This file is too large. At most 2 MB are possible."))
        return file.read()


class TakeForm(KindForm):
    """What the preview has shown, confirmed."""

    packed = forms.CharField(widget=forms.HiddenInput)

    def clean_packed(self) -> list[Series]:
        return unpacked(self.cleaned_data["packed"])
