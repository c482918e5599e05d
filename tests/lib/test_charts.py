from decimal import Decimal
from xml.etree import ElementTree as ET

from portal.lib.charts import Bar, bars, of_numbers

ROWS = [
    Bar("Honorare <b>", (Decimal(100), Decimal(50)), ("100 €", "50 €")),
    Bar("Räume", (Decimal(0), Decimal(25)), ("0 €", "25 €")),
]


def test_bars_are_well_formed_and_in_proportion() -> None:
    svg = ET.fromstring(bars(ROWS, title="Plan & actual", key="plan", series=("Plan", "Actual")))
    rects = [rect for rect in svg.iter("{http://www.w3.org/2000/svg}rect") if rect.get("height") == "16"]
    assert [int(rect.get("width")) for rect in rects] == [264, 132, 0, 66]
    assert svg.find("{http://www.w3.org/2000/svg}title").text == "Plan & actual"
    assert "style" not in svg.attrib


def test_nothing_to_draw_is_no_error() -> None:
    assert "<svg" in bars([], title="Nothing", key="none")


def test_a_long_figure_has_its_room_behind_the_longest_bar() -> None:
    rows = [Bar("A", (Decimal(2),), ("12.345.678.901,00 €",)), Bar("B", (Decimal(1),), ("x",))]
    svg = ET.fromstring(bars(rows, title="Long", key="long"))
    bar = next(rect for rect in svg.iter("{http://www.w3.org/2000/svg}rect") if rect.get("height") == "16")
    assert int(bar.get("width")) + 19 * 8 < 360


def test_words_in_place_of_a_number_have_no_bar() -> None:
    svg = ET.fromstring(of_numbers([("A", 4, "–"), ("B", 2, 3)], title="Two", key="two", series=("26", "25")))
    rects = [rect for rect in svg.iter("{http://www.w3.org/2000/svg}rect") if rect.get("height") == "16"]
    assert [int(rect.get("width")) for rect in rects] == [264, 0, 132, 198]
