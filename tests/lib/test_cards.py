"""Pictures to send on: what is written on them lies inside, whatever the language and however long."""

from io import BytesIO

import pytest
from PIL import Image

from portal.lib.cards import SIDE, card

LINK = "https://portal.example/ar/workshops/2-nach-der-grundschule/"
EDGE = 60  # nothing is written nearer to the border than that


def drawn(**fields):
    said = {
        "head": "Verein",
        "title": "Titel",
        "lines": ["1. Dezember"],
        "foot": "Scannen",
        "link": LINK,
    }
    return Image.open(BytesIO(card(**(said | {"rtl": False} | fields)))).convert("L")


def darkest(picture, box) -> int:
    return int(picture.crop(box).getextrema()[0])


@pytest.mark.parametrize("rtl", [False, True])
@pytest.mark.parametrize(
    "title",
    ["Titel", "Elterninformationsveranstaltungsreihe", "Viele Wörter " * 30, "لقاء للأهل عن المدرسة " * 30],
)
def test_is_a_square_with_empty_edges(rtl, title):
    picture = drawn(title=title, lines=[title] * 8, rtl=rtl)
    assert picture.size == (SIDE, SIDE)
    for box in ((0, 150, EDGE, SIDE), (SIDE - EDGE, 150, SIDE, SIDE), (0, SIDE - EDGE, SIDE, SIDE)):
        assert darkest(picture, box) > 150


@pytest.mark.parametrize(("rtl", "side"), [(False, 1), (True, 0)])
def test_the_code_stands_at_the_end_of_the_lines(rtl, side):
    picture = drawn(foot="", rtl=rtl)
    halves = [(0, SIDE // 2, SIDE // 2, SIDE), (SIDE // 2, SIDE // 2, SIDE, SIDE)]
    assert [darkest(picture, box) for box in halves].index(0) == side
