"""Codes that people read, say on the phone, type or scan, and secrets that only links carry."""

import secrets
import unicodedata
from io import BytesIO

import segno
from django.utils.crypto import salted_hmac

# No vowels, so that no word appears; no letter that looks or sounds like a digit or like another letter.
ALPHABET = "23456789CDFGHJKMNPQRTVWX"
LENGTH = 6
QR_SCALE = 5  # pixels of one square on the screen; on paper the style sheet says the size


def short() -> str:
    """Six characters for use together with a second thing, such as a phone number: 24⁶ ≈ 191 million."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def secret() -> str:
    """A token of 144 random bits for an address; whoever has it has what it opens."""
    return secrets.token_urlsafe(18)


def derived(purpose: str, of: str, length: int) -> str:
    """A code that need not be kept, since this house works it out again from its own secret.

    Without `settings.SECRET_KEY` nobody gets from `of` to the code; twelve characters are 55 bits.
    """
    number = int.from_bytes(salted_hmac(purpose, of, algorithm="sha256").digest())
    return "".join(ALPHABET[number // len(ALPHABET) ** place % len(ALPHABET)] for place in range(length))


def normalised(text: str) -> str:
    """What a person typed as the code they meant, Arabic and Persian digits included. May be no code at all.

    >>> normalised("k7m-4qx ")
    'K7M4QX'
    """
    latin = (str(unicodedata.digit(letter, letter)) for letter in unicodedata.normalize("NFKC", text))
    return "".join(letter for letter in "".join(latin).upper() if letter in ALPHABET)


def spaced(code: str) -> str:
    """The code in two groups that can be read aloud.

    >>> spaced("K7M4QX")
    'K7M 4QX'
    """
    return f"{code[: LENGTH // 2]} {code[LENGTH // 2 :]}"


def spelled(code: str) -> str:
    """The code sign by sign, as somebody reads it aloud on the phone.

    >>> spelled("K7M4QX")
    'K – 7 – M – 4 – Q – X'
    """
    return " – ".join(code)


def grouped(code: str) -> str:
    """A longer code in groups of four, as one types it from paper.

    >>> grouped("K7M4QXPC29DF")
    'K7M4 QXPC 29DF'
    """
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def qr_svg(text: str) -> str:
    """A QR code as an SVG picture with the quiet edge that scanners need, black on white also in the dark."""
    drawn = BytesIO()
    segno.make(text, error="m", boost_error=False).save(
        drawn, kind="svg", xmldecl=False, svgns=True, scale=QR_SCALE, border=4, dark="#000", light="#fff"
    )
    return drawn.getvalue().decode()
