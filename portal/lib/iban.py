"""Numbers of bank accounts (IBAN, ISO 13616): as people type them, as they are kept, as they are read."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MAX_LENGTH = 34
_SHAPE = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_GERMAN_LENGTH = 22


def parse(text: str) -> str:
    """`de89 3704 0044 …` without blanks and in capitals. ValidationError if it is no such number."""
    iban = "".join(text.split()).upper()
    if not (iban.isascii() and _SHAPE.fullmatch(iban)):
        raise ValidationError(_("An IBAN begins with two letters, in Germany with DE."), "shape")
    if iban.startswith("DE") and len(iban) != _GERMAN_LENGTH:
        raise ValidationError(_("A German IBAN has 22 characters. Please look again."), "length")
    if not _is_sound(iban):
        raise ValidationError(_("This IBAN has a mistake: its check digits do not fit."), "checksum")
    return iban


def _is_sound(iban: str) -> bool:
    """Letters count from 10 on, and the first four characters stand behind the others."""
    digits = "".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])
    return int(digits) % 97 == 1


def validate(iban: str) -> None:
    """A validator of columns, which hold an IBAN without blanks."""
    if parse(iban) != iban:
        raise ValidationError(_("An IBAN is kept without blanks and in capitals."), "shape")


def grouped(iban: str) -> str:
    """In groups of four, as it stands on paper."""
    return " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))


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
