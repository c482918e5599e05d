from decimal import Decimal
from xml.etree import ElementTree as ET

from portal.lib.charts import Bar, bars

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
