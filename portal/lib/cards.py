"""A picture to send on: a few lines of text and a QR code, for programs that show neither SVG nor PDF."""

from collections.abc import Iterable, Iterator
from functools import cache
from io import BytesIO
from typing import Any

import fontpkg_almarai
import fontpkg_fira_sans
import segno
from PIL import Image, ImageDraw, ImageFont

SIDE = 1080  # pixels; what messengers show without cutting
_EDGE, _BAND = 72, 132
_PAPER, _INK, _BRAND, _ON_BRAND, _SUN = "#faf8f4", "#1c2530", "#0e5a5f", "#ffffff", "#f3b562"
_QR = 330
_TITLES, _LINE, _SMALL = (68, 56, 46, 38), 42, 36
_TITLE_AT = _BAND + 60
_MOST_OF_TITLE, _MOST_OF_LAST = 4, 2  # lines; the rest is cut off with three dots


def card(
    *, head: str, title: str, lines: tuple[str, ...], last: str, foot: str, link: str, rtl: bool
) -> bytes:
    """A square PNG: `head` in a band on top, the title, lines below it, a QR code of `link` beside `foot`.

    `last` is a line that stands below the others whatever the length of the title: some of them give way.
    """
    picture = Image.new("RGB", (SIDE, SIDE), _PAPER)
    pen = _Pen(ImageDraw.Draw(picture), rtl)
    pen.draw.rectangle((0, 0, SIDE, _BAND), fill=_BRAND)
    pen.draw.rectangle((0, _BAND, SIDE, _BAND + 10), fill=_SUN)
    pen.write([*pen.wrapped(head, _LINE, SIDE)][:1], _LINE, 40, _ON_BRAND)
    below = [part for line in lines for part in pen.wrapped(line, _LINE, SIDE)]
    end = _cut([*pen.wrapped(last, _LINE, SIDE)], _MOST_OF_LAST)
    size = _size_of(title, pen, len(below) + len(end))
    y = pen.write(_cut([*pen.wrapped(title, size, SIDE)], _MOST_OF_TITLE), size, _TITLE_AT, _INK)
    room = max(0, _room_below(y) - len(end))
    pen.write([*below[:room], *end], _LINE, y + 20, _INK, bold=False)
    pen.write(pen.wrapped(foot, _SMALL, SIDE - _QR - _EDGE), _SMALL, SIDE - _EDGE - _QR + 20, _BRAND)
    code = _qr(link)
    picture.paste(code, (_EDGE if rtl else SIDE - _EDGE - code.width, SIDE - _EDGE - code.height))
    file = BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


class _Pen:
    """Writes lines from the side on which the language begins."""

    def __init__(self, draw: ImageDraw.ImageDraw, rtl: bool) -> None:
        self.draw, self.rtl = draw, rtl

    def wrapped(self, text: str, size: int, width: int) -> Iterator[str]:
        """The text in lines that fit between the edges of `width`."""
        line = ""
        for word in text.replace("\N{WORD JOINER}", "").split():
            longer = f"{line} {word}".strip()
            if line and _font(longer, size, bold=True).getlength(longer) > width - 2 * _EDGE:
                yield line
                longer = word
            line = longer
        if line:
            yield line

    def write(self, lines: Iterable[str], size: int, y: int, colour: str, *, bold: bool = True) -> int:
        """Draw the lines from `y` on; where the next one would begin."""
        for line in lines:
            font = _font(line, size, bold=bold)
            x = SIDE - _EDGE - int(font.getlength(line)) if self.rtl else _EDGE
            self.draw.text(
                (x, y), line, font=font, fill=colour, direction="rtl" if _is_arabic(line) else "ltr"
            )
            y += int(size * 1.5)
        return y


def _size_of(title: str, pen: "_Pen", lines: int) -> int:
    """The largest size in which no word is too long (German ones can be) and the lines below have room."""
    return next((size for size in _TITLES if _fits(title, size, pen, lines)), _TITLES[-1])


def _fits(title: str, size: int, pen: "_Pen", lines: int) -> bool:
    word = max(title.split(), key=len, default="")
    number = len([*pen.wrapped(title, size, SIDE)])
    is_narrow = _font(word, size, bold=True).getlength(word) <= SIDE - 2 * _EDGE
    return (
        is_narrow and number <= _MOST_OF_TITLE and lines <= _room_below(_TITLE_AT + number * int(size * 1.5))
    )


def _room_below(y: int) -> int:
    """How many lines have room between `y` and the QR code."""
    return (SIDE - _EDGE - _QR - y) // int(_LINE * 1.5)


def _cut(lines: list[str], most: int) -> list[str]:
    return lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1]} …"]


def _font(text: str, size: int, *, bold: bool) -> Any:
    """The face that has the letters: Almarai for Arabic and Persian, Fira Sans for all others."""
    package = fontpkg_almarai if _is_arabic(text) else fontpkg_fira_sans
    return _loaded(package, "Bold" if bold else "Regular", size)


def _is_arabic(text: str) -> bool:
    return any("\N{ARABIC LETTER HAMZA}" <= letter <= "\N{ARABIC LETTER YEH BARREE}" for letter in text)


@cache
def _loaded(package: Any, face: str, size: int) -> Any:
    name = f"{package.FAMILY.replace(' ', '')}-{face}.ttf"
    return ImageFont.truetype(package.ROOT / "files" / name, size, layout_engine=ImageFont.Layout.RAQM)


def _qr(link: str) -> Image.Image:
    """With the quiet edge that scanners need; each of its squares has the same whole number of pixels."""
    code, drawn = segno.make(link, error="m", boost_error=False), BytesIO()
    squares, _height = code.symbol_size(border=4)
    code.save(drawn, kind="png", scale=max(1, _QR // squares), border=4)
    return Image.open(drawn).convert("RGB")
