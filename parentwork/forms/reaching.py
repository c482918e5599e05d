"""How a family is reached: asked when it books, and changed later."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parentwork.choices import ContactWay
from parentwork.forms.fields import Asked, PhoneField
from parentwork.models import Booking
from parentwork.services.families import Family, lacking
from portal.lib.phones import is_landline

# The way that a contact speaks for: a call is possible on every phone.
FILLED_IN = {ContactWay.CALL: "phone", ContactWay.MAIL: "email"}


class AskedPhone(Asked, PhoneField):
    """Needed for an SMS or a call."""


class AskedWay(Asked, forms.ChoiceField):
    """Not needed where the contact that was filled in says it."""


class AskedMail(Asked, forms.EmailField):
    """Needed for e-mail."""


class ContactForm(forms.Form):
    """One way to be reached, what it needs, and the language."""

    ways: Mapping[ContactWay, str | Promise] = {way: way.label for way in ContactWay}
    landline = _("This number cannot receive an SMS. Choose “please call me” instead.")

    way = AskedWay(
        label=_("How can we reach you if something changes?"), widget=forms.RadioSelect,
        error_messages={"required": _("Please choose how we can reach you.")},
    )  # fmt: skip
    phone = AskedPhone(label=_("Phone number"), help_text=_("For an SMS or a call."))
    email = AskedMail(
        label=_("E-mail address"), help_text=_("For e-mail only."), max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("In which language do we write to you?"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer_ways()

    def _offer_ways(self) -> None:
        offered = [way for way in self.ways if settings.SMS_POSSIBLE or way != ContactWay.SMS]
        self.fields["way"].choices = [(way.value, self.ways[way]) for way in offered]  # type: ignore[attr-defined]
        if not settings.SMS_POSSIBLE:
            self.fields["phone"].help_text = _("For a call.")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        number = said.get("phone", "")
        if not said.get("way") and "way" not in self.errors:
            self._follow_contact()
        for name, words in lacking(said.get("way", ""), said.get("email", ""), number).items():
            if name not in self.errors:  # what is written and wrong says so itself
                self.add_error(name, words)
        if said.get("way") == ContactWay.SMS and number and is_landline(number):
            self.add_error("phone", self.landline)
        return said

    def _follow_contact(self) -> None:
        """Who chose no way but gave one contact has said how to be reached, whether it is right or not."""
        given = [way for way, name in FILLED_IN.items() if self[name].value()]
        if len(given) == 1:
            self.cleaned_data["way"] = given[0]
        else:
            self.add_error("way", self.fields["way"].error_messages["required"])


class ChangeContactForm(ContactForm):
    """Another way, address or language than the family said when it booked."""

    use_required_attribute = False

    def __init__(self, booking: Booking, data: Any = None) -> None:
        said = {name: getattr(booking, name) for name in ("way", "email", "language")}
        super().__init__(data, initial=said | {"phone": booking.number})
        self.booking = booking

    def family(self) -> Family:
        """Who is reached how, for the service."""
        said = {name: self.cleaned_data[name] for name in ("way", "email", "phone", "language")}
        return Family(name=self.booking.name, **said)
