"""What a phone number can receive."""

import phonenumbers


def is_landline(number: str) -> bool:
    """A number (E.164) that cannot receive an SMS."""
    kind = phonenumbers.number_type(phonenumbers.parse(number, None))
    return bool(kind == phonenumbers.PhoneNumberType.FIXED_LINE)
