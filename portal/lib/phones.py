"""What a phone number can receive, and how it is written."""

import phonenumbers
from phonenumber_field.phonenumber import PhoneNumber

GERMANY = 49  # its country code


def is_landline(number: str) -> bool:
    """A number (E.164) that cannot receive an SMS."""
    kind = phonenumbers.number_type(phonenumbers.parse(number, None))
    return bool(kind == phonenumbers.PhoneNumberType.FIXED_LINE)


def written(number: PhoneNumber | str | None) -> str:
    """As people dial it in Germany: one of another country with the code of that country. No number is "".

    A text is one in E.164, as messages keep it.
    """
    if not number:
        return ""
    said: PhoneNumber = PhoneNumber.from_string(number) if isinstance(number, str) else number
    return str(said.as_national if said.country_code == GERMANY else said.as_international)
