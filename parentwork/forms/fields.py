"""Form fields with errors in words that help."""

from typing import Any

import phonenumbers
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from phonenumber_field.phonenumber import PhoneNumber
from phonenumbers import NumberParseException, ValidationResult

from portal.lib import phones

_REASONS = {
    ValidationResult.TOO_SHORT: _("This number is too short."),
    ValidationResult.TOO_LONG: _("This number is too long."),
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: _("Please write the number with the area code."),
    ValidationResult.INVALID_COUNTRY_CODE: _("There is no country with this code."),
}
# German numbers may have any length; one with fewer digits, area code included, was cut off.
SHORTEST = 7
_NOT_A_NUMBER = _("This is not a phone number.")


class PhoneField(forms.CharField):
    """A phone number, German unless it says otherwise; gives E.164 (`+49231…`) or an empty string."""

    def __init__(self, **kwargs: Any) -> None:
        attributes = {"autocomplete": "tel", "inputmode": "tel", "dir": "ltr"}
        kwargs.setdefault("widget", forms.TextInput(attrs=attributes | {"type": "tel"}))
        super().__init__(max_length=40, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """A known number as it would be typed: without its country's code another one would come back."""
        return phones.written(value) if isinstance(value, PhoneNumber) else super().prepare_value(value)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            number = phonenumbers.parse(text, settings.PHONENUMBER_DEFAULT_REGION)
        except NumberParseException as error:
            short = error.error_type in (
                NumberParseException.TOO_SHORT_NSN, NumberParseException.TOO_SHORT_AFTER_IDD
            )  # fmt: skip
            raise ValidationError(
                _REASONS[ValidationResult.TOO_SHORT] if short else _NOT_A_NUMBER, code="phone"
            ) from error
        reason = phonenumbers.is_possible_number_with_reason(number)
        if reason != ValidationResult.IS_POSSIBLE:
            raise ValidationError(_REASONS.get(reason, _NOT_A_NUMBER), code="phone")
        if not phonenumbers.is_valid_number(number) and len(str(number.national_number)) < SHORTEST:
            raise ValidationError(_REASONS[ValidationResult.TOO_SHORT], code="phone")
        if not phonenumbers.is_valid_number(number):
            raise ValidationError(_("There is no such number. Please check the digits."), code="phone")
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class Asked:
    """A field that is not called optional, because another field decides whether it must be filled in.

    The form (or the service) asks for it in its own words.
    """

    def validate(self, value: Any) -> None:
        if value:
            super().validate(value)  # type: ignore[misc]


class SmallNumber(forms.IntegerField):
    """A count of people, with the number keyboard and the steppers of the browser."""

    def __init__(self, *, most: int = 10, asked_for: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("initial", 0)
        self.asked_for = asked_for
        self.smallest = kwargs.setdefault("min_value", 0)
        super().__init__(max_value=most, **kwargs)

    def clean(self, value: Any) -> int:
        """Nothing written is the smallest number, unless the number is asked for."""
        if value in self.empty_values and not self.asked_for:
            return int(self.smallest)
        return int(super().clean(value))
