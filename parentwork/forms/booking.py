"""The form in which a family books; the organisation uses the same one for a family on the phone."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from parentwork.choices import BANDS, InterpreterWish, SignUp
from parentwork.forms.fields import PhoneField, SmallNumber
from parentwork.forms.reaching import ContactForm
from parentwork.models import Booking, Workshop, WorkshopDate
from parentwork.services.families import Family
from portal.lib import codes
from portal.lib.dates import span_words
from portal.lib.languages import spoken_choices
from portal.lib.text import fold

BAND_LABELS = {
    "children_0_2": _("0 to 2 years"),
    "children_3_5": _("3 to 5 years"),
    "children_6_9": _("6 to 9 years"),
    "children_10": _("10 years and older"),
}


class PlacesForm(forms.Form):
    """How many come. `bands`: the age bands for which there is childcare."""

    adults = SmallNumber(label=_("Adults"), min_value=1, initial=1, asked_for=True)
    bands: list[str]

    def offer_bands(self, workshop: Workshop, bands: list[str]) -> None:
        self.bands = bands
        for band in bands:
            self.fields[band] = SmallNumber(label=_band_words(workshop, band))

    def band_fields(self) -> list[forms.BoundField]:
        return [self[band] for band in self.bands]

    def children(self) -> dict[str, int]:
        """Children in childcare by age band."""
        return {band: self.cleaned_data.get(band) or 0 for band in self.bands}


class InterpreterForm(forms.Form):
    """Into which language somebody is to interpret, and whether a woman or a man."""

    interpreter = forms.ChoiceField(label=_("Do you need an interpreter?"), required=False)
    interpreter_wish = forms.ChoiceField(
        label=_("Shall it be a woman or a man?"), required=False,
        choices=[("", _("no matter")), *InterpreterWish.choices],
    )  # fmt: skip

    def offer_interpreters(self, languages: Iterable[str]) -> None:
        spoken = dict(spoken_choices(get_language() or "de"))
        offered = [(code, spoken.get(code, code)) for code in languages]
        self.fields["interpreter"].choices = [("", _("no")), *offered]  # type: ignore[attr-defined]


class BookingForm(PlacesForm, InterpreterForm, ContactForm):
    """One family, one way to be reached. `dates` are the coming dates of the workshop."""

    use_required_attribute = False
    field_order = ("token", "name", "dates", "adults", "way", "phone", "email", "language")

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    name = forms.CharField(
        label=_("Your first name or another name"), max_length=60,
        help_text=_("This is how we call you. We need no more."),
        error_messages={"required": _("Please write a name. It need not be your real one.")},
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )  # fmt: skip
    dates = forms.TypedMultipleChoiceField(
        label=_("Dates"), coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )
    is_another_family = forms.BooleanField(label=_("Yes, this is for another family"), required=False)
    accepts_waiting = forms.BooleanField(label=_("Put us on the waiting list"), required=False)

    def __init__(self, workshop: Workshop, dates: list[WorkshopDate], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workshop, self.coming = workshop, dates
        self.fields["language"].initial = get_language()
        self.offer_bands(workshop, workshop.offered_bands if self.is_bound or self._takes_children() else [])
        if workshop.interpreting:
            self.offer_interpreters(workshop.interpreting)
        else:
            del self.fields["interpreter"], self.fields["interpreter_wish"]
        if workshop.sign_up == SignUp.PER_DATE:
            self.fields["dates"].required = True
            self.fields["dates"].error_messages["required"] = _("Please choose at least one date.")
            self.fields["dates"].choices = [(date.pk, date_words(date)) for date in dates]  # type: ignore[attr-defined]
            if len(dates) == 1:
                self.fields["dates"].initial = [dates[0].pk]
        else:
            del self.fields["dates"]
        if not workshop.has_waiting_list:
            del self.fields["accepts_waiting"]
        elif not self.is_bound and self.is_full:  # the page and its button say "waiting list" already
            self.fields["accepts_waiting"].initial = True

    def _takes_children(self) -> bool:
        """Childcare can still be booked for one of the dates."""
        return any(date.takes_children for date in self.coming)

    @property
    def childcare_is_over(self) -> bool:
        """There is childcare, and it can be booked no more."""
        return bool(self.workshop.offered_bands) and not self.bands

    @property
    def is_full(self) -> bool:
        """Nobody can get a seat at the moment, as far as the page knows."""
        if self.workshop.sign_up == SignUp.PER_DATE:
            return bool(self.coming) and all(date.seats_left == 0 for date in self.coming)
        return any(date.seats_left == 0 for date in self.coming)

    @property
    def asks_to_wait(self) -> bool:
        """The question is only put to those whom it concerns."""
        return "accepts_waiting" in self.fields and (
            self.is_full or "accepts_waiting" in self.errors or bool(self["accepts_waiting"].value())
        )

    @property
    def asks_for_another_family(self) -> bool:
        return "is_another_family" in self.errors or bool(self["is_another_family"].value())

    @classmethod
    def said_in(cls, booking: Booking) -> dict[str, Any]:
        """What a family said in an earlier booking, to begin with; the dates are chosen anew."""
        names = ("name", "adults", *BANDS, "way", "email", "language", "interpreter", "interpreter_wish")
        return {name: getattr(booking, name) for name in names} | {"phone": booking.number}

    def family(self) -> Family:
        """What was said, for the service."""
        said = self.cleaned_data
        return Family(
            name=said["name"],
            way=said["way"],
            adults=said["adults"],
            children=self.children(),
            email=said["email"],
            phone=said["phone"],
            language=said["language"],
            dates=tuple(said.get("dates", ())),
            token=said["token"],
            accepts_waiting=said.get("accepts_waiting", False),
            is_another_family=said["is_another_family"],
            interpreter=said.get("interpreter", ""),
            interpreter_wish=said.get("interpreter_wish", ""),
        )


def _band_words(workshop: Workshop, band: str) -> str | Promise:
    """The ages of a band, as far as the childcare takes them."""
    youngest, oldest = workshop.ages_taken(band)
    if (youngest, oldest) == BANDS[band]:
        return BAND_LABELS[band]
    if youngest == oldest:
        return ngettext("%(to)d year", "%(to)d years", oldest) % {"to": oldest}
    words = ngettext("%(from)d to %(to)d year", "%(from)d to %(to)d years", oldest)
    return words % {"from": youngest, "to": oldest}


def date_words(date: WorkshopDate) -> str:
    return span_words(date.starts, date.ends, get_language() or "de")


class LookupForm(forms.Form):
    """The short code and the contact that was given with it open a booking on any phone."""

    code = forms.CharField(
        label=_("Code"), max_length=20, help_text=_("Six letters and digits, for example K7M 4QX."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "dir": "ltr"}),
    )  # fmt: skip
    contact = forms.CharField(
        label=_("Your phone number or e-mail address"), max_length=254,
        help_text=_("The one you gave when you booked. If you gave none: the name you gave."),
    )  # fmt: skip

    def clean_code(self) -> str:
        return codes.normalised(self.cleaned_data["code"])

    @classmethod
    def evening_of(cls, said: Any) -> str:
        """The code of the evening that was sent along, as it was meant; empty without one."""
        return codes.normalised(str(said.get("evening", ""))[:20])

    def contacts(self) -> dict[str, str]:
        """What was typed, read as each of the things it may be."""
        typed = self.cleaned_data["contact"].strip()
        try:
            phone = PhoneField(required=False).clean(typed)
        except forms.ValidationError:
            phone = ""
        return {"phone": phone, "email": typed.lower(), "name": fold(typed)}


class BookingLookupForm(LookupForm):
    """For bookings: with the code of the evening a room full of families may try more often."""

    evening = forms.CharField(
        label=_("Code of the evening"), required=False,
        help_text=_("The helper at the door tells it to you."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "dir": "ltr"}),
    )  # fmt: skip
