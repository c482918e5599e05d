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
        "lines": ("1. Dezember",),
        "last": "Haus am See",
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
    picture = drawn(title=title, lines=(title,) * 8, last=title, rtl=rtl)
    assert picture.size == (SIDE, SIDE)
    for box in ((0, 150, EDGE, SIDE), (SIDE - EDGE, 150, SIDE, SIDE), (0, SIDE - EDGE, SIDE, SIDE)):
        assert darkest(picture, box) > 150


DATES = tuple(f"{day}. Dezember, 17:00" for day in range(1, 5))
LONG = "Elternabend über den Weg nach der Grundschule "


@pytest.mark.parametrize("title", ["Titel", LONG * 2, LONG * 5, "Elterninformationsveranstaltungsreihe " * 3])
def test_the_place_stands_there_however_long_the_title(title):
    assert drawn(title=title, lines=DATES).tobytes() != drawn(title=title, lines=DATES, last="").tobytes()


def test_a_long_title_is_smaller_so_that_all_dates_have_room():
    fourth, other = DATES, (*DATES[:3], "nie")
    assert drawn(title=LONG * 2, lines=fourth).tobytes() != drawn(title=LONG * 2, lines=other).tobytes()


@pytest.mark.parametrize(("rtl", "side"), [(False, 1), (True, 0)])
def test_the_code_stands_at_the_end_of_the_lines(rtl, side):
    picture = drawn(foot="", rtl=rtl)
    halves = [(0, SIDE // 2, SIDE // 2, SIDE), (SIDE // 2, SIDE // 2, SIDE, SIDE)]
    assert [darkest(picture, box) for box in halves].index(0) == side
