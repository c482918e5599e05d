"""The forms of the editors' desk."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.guides.models import Guide, Picture, Topic
from portal.guides.services.preparing import Seen, Wording

WORDING = ("title", "summary", "body")
KINDS = ("fact", "term", "link", "picture")
UNKNOWN = _("There is nothing of this name. Choose one from the list.")
NO_ADDRESS = _("Only letters from a to z, digits and hyphens, no spaces: starting-school.")


class SeenField(forms.CharField):
    """What the open page knows, as `versions of text and wording, name of the page`: "7.3.0b1c…"."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> Seen:
        text_version, _point, rest = super().clean(value).partition(".")
        version, _point, page = rest.partition(".")
        try:
            return Seen(int(text_version[:9]), int(version[:9]), page[:36])
        except ValueError:
            raise ValidationError(_("Please open this page again."), code="seen") from None


def seen_of(text_version: int, version: int, page: str = "") -> str:
    """The value of the field for a page that shows these; a new page gets a name of its own."""
    return f"{text_version}.{version}.{page or uuid4()}"


class WordingForm(forms.Form):
    """The German text of a guide. Nothing is required while it is only kept."""

    version = SeenField()
    title = forms.CharField(label=_("Title"), max_length=120, required=False)
    summary = forms.CharField(
        label=_("In one sentence"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It stands under the title, in lists and in search results."),
    )
    body = forms.CharField(
        label=_("Text"),
        max_length=40_000,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "true"}),
        help_text=_("An empty line begins a paragraph. ## heading, **bold**, - list, [words](address)."),
    )
    small = forms.BooleanField(
        label=_("Small correction"),
        required=False,
        help_text=_("The text says the same as before, so that its translations stay up to date."),
    )
    reviewer = forms.ModelChoiceField(
        label=_("Who is to read it?"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("whoever of the editors comes first"),
    )
    fact = forms.CharField(label=_("Fact"), max_length=200, required=False)
    term = forms.CharField(label=_("German word"), max_length=200, required=False)
    link = forms.CharField(label=_("Other guide"), max_length=200, required=False)
    picture = forms.CharField(label=_("Picture"), max_length=400, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_readers(User.objects.filter(is_staff=True, is_active=True))
        for name in (*WORDING, *KINDS):
            field: Any = self.fields[name]
            field.unmarked = True
        for name in WORDING:
            self.fields[name].widget.attrs |= {"lang": "de", "dir": "ltr"}
        for name in KINDS:
            names = {"list": f"all-{name}", "autocomplete": "off", "data-unknown": UNKNOWN}
            self.fields[name].widget.attrs |= names

    def offer_readers(self, people: QuerySet[User]) -> None:
        """Whom one can ask for a second pair of eyes."""
        reviewer: Any = self.fields["reviewer"]
        reviewer.queryset = people

    def clean_body(self) -> str:
        return str(self.cleaned_data["body"]).replace("\r\n", "\n")

    def wording(self) -> Wording:
        return Wording(*(self.cleaned_data[name] for name in (*WORDING, "small")))

    @property
    def insertions(self) -> list[forms.BoundField]:
        return [self[name] for name in KINDS]


class NewGuideForm(forms.Form):
    """The beginning of a guide."""

    title = forms.CharField(label=_("Title"), max_length=120)
    summary = forms.CharField(
        label=_("In one sentence"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    topic = forms.ModelChoiceField(label=_("Topic"), queryset=Topic.objects.all())
    slug = forms.SlugField(
        label=_("Address"),
        max_length=60,
        help_text=_("Short words with hyphens, in English like the others: starting-school."),
        error_messages={"invalid": NO_ADDRESS},
    )


class PlaceForm(forms.Form):
    """Where a guide stands."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    topic = forms.ModelChoiceField(label=_("Topic"), queryset=Topic.objects.all())
    position = forms.IntegerField(label=_("Place in the list"), min_value=0, max_value=9999)
    slug = forms.SlugField(
        label=_("Address"),
        max_length=60,
        help_text=_("The old address leads to the new one from then on."),
        error_messages={"invalid": NO_ADDRESS},
    )
    is_sensitive = forms.BooleanField(
        label=_("Leaves no trace on the device"),
        required=False,
        help_text=_("For guides about violence or about having no papers: never kept, with a quick way out."),
    )

    def __init__(self, data: Any = None, *, guide: Guide) -> None:
        names = ("version", "position", "slug", "is_sensitive")
        super().__init__(
            data, initial={name: getattr(guide, name) for name in names} | {"topic": guide.topic_id}
        )


class PictureForm(forms.Form):
    """A picture and what it shows, in each language."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    slug = forms.SlugField(
        label=_("Short name"),
        max_length=60,
        help_text=_("Stands in the text for the picture: schoolyard."),
        error_messages={"invalid": NO_ADDRESS},
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("JPG or PNG. It is drawn anew, at most 200 kB, without place and camera."),
        widget=forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png"}),
    )
    credit = forms.CharField(
        label=_("Made by, licence"), max_length=160, required=False, help_text=_("Shown under the picture.")
    )

    def __init__(self, data: Any = None, files: Any = None, *, picture: Picture | None = None) -> None:
        names = ("version", "credit", *ALTERNATIVES)
        super().__init__(data, files, initial={n: getattr(picture, n) for n in names} if picture else None)
        if picture:
            del self.fields["slug"]
            self.fields["file"].required = False
            self.fields["file"].label = _("Another file")
        for column, (code, name) in ALTERNATIVES.items():
            self.fields[column] = forms.CharField(
                label=_("What it shows: %(language)s") % {"language": name},
                max_length=300,
                required=code == settings.LANGUAGE_CODE,
                widget=forms.TextInput(attrs={"lang": code}),
            )

    def alternatives(self) -> dict[str, str]:
        return {column: self.cleaned_data[column] for column in ALTERNATIVES}


ALTERNATIVES = {f"alternative_{code.replace('-', '_')}": (code, name) for code, name in settings.LANGUAGES}
