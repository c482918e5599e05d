"""Codes that people read, say on the phone, type or scan, and secrets that only links carry."""

import secrets
import unicodedata
from io import BytesIO

import segno

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


def qr_svg(text: str) -> str:
    """A QR code as an SVG picture with the quiet edge that scanners need, black on white also in the dark."""
    drawn = BytesIO()
    segno.make(text, error="m", boost_error=False).save(
        drawn, kind="svg", xmldecl=False, svgns=True, scale=QR_SCALE, border=4, dark="#000", light="#fff"
    )
    return drawn.getvalue().decode()
