"""Numbers of bank accounts (IBAN, ISO 13616): as people type them, as they are kept, as they are read."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum import iban as numbers
from stdnum.exceptions import InvalidChecksum
from stdnum.exceptions import ValidationError as StdnumError

MAX_LENGTH = 34
_SHAPE = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_GERMAN_LENGTH = 22


def parse(text: str) -> str:
    """`de89 3704 0044 …` without blanks and in capitals. ValidationError if it is no such number."""
    try:
        iban = numbers.compact("".join(text.split()))
    except StdnumError:
        iban = ""
    if not (iban.isascii() and _SHAPE.fullmatch(iban)):
        raise ValidationError(
            _("An IBAN begins with two letters and two digits. For example DE89 3704 0044 0532 0130 00."),
            "shape",
        )
    if iban.startswith("DE") and len(iban) != _GERMAN_LENGTH:
        raise ValidationError(
            _("A German IBAN has 22 letters and digits, this one has %(number)s. Please look again."),
            "length",
            {"number": len(iban)},
        )
    try:
        return numbers.validate(iban)
    except InvalidChecksum as error:
        raise ValidationError(
            _("There is a slip in this IBAN: a digit is wrong, or two are swapped. Please look again."),
            "checksum",
        ) from error
    except StdnumError as error:
        raise ValidationError(
            _("In this country an IBAN looks different. Please look again."), "country"
        ) from error


def validate(iban: str) -> None:
    """A validator of columns, which hold an IBAN without blanks."""
    if parse(iban) != iban:
        raise ValidationError(_("An IBAN is kept without blanks and in capitals."), "shape")


def grouped(iban: str) -> str:
    """In groups of four, as it stands on paper."""
    return numbers.format(iban)


class IbanField(forms.CharField):
    """A form field for an IBAN, typed with or without blanks."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", MAX_LENGTH + MAX_LENGTH // 4)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        return parse(text) if text else ""

    def prepare_value(self, value: Any) -> Any:
        return grouped(value) if isinstance(value, str) and _SHAPE.fullmatch(value) else value
