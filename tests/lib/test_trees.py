"""A tree as a picture."""

from xml.etree import ElementTree as ET

import pytest

from portal.lib.trees import WIDTH, Node, drawn

SVG = "{http://www.w3.org/2000/svg}"
LONG = "Verein der Mütter und Väter für mehr Bildung zwischen Rhein und Weser"


def picture(root: Node, **how: str) -> ET.Element:
    return ET.fromstring(drawn(root, title="Tree & all", key="t", **how))


def words(svg: ET.Element, kind: str) -> list[list[str]]:
    """What is written, line by line."""
    texts = [text for text in svg.iter(f"{SVG}text") if text.get("class", "").split()[0] == kind]
    return [[span.text.strip("\u2068\u2069") for span in text] for text in texts]


def test_each_node_stands_below_the_one_before_and_one_step_in_from_the_one_above() -> None:
    root = Node("Top", is_box=True, below=(Node("One", below=(Node("Below one"),)), Node("Two")))
    spans = [text[0] for text in picture(root).iter(f"{SVG}text") if len(text)]
    assert [span.text.strip("\u2068\u2069") for span in spans] == ["Top", "One", "Below one", "Two"]
    assert [int(span.get("x")) for span in spans] == [13, 45, 67, 45]
    heights = [int(span.get("y")) for span in spans]
    assert heights == sorted(set(heights))


def test_a_line_leads_to_each_node_but_the_first() -> None:
    root = Node("Top", below=(Node("One"), Node("Two", is_box=True)))
    svg = picture(root)
    assert len(list(svg.iter(f"{SVG}path"))) == 2
    assert len(list(svg.iter(f"{SVG}circle"))) == 2
    assert len(list(svg.iter(f"{SVG}rect"))) == 1


def test_a_long_name_takes_several_lines_and_the_picture_grows() -> None:
    (lines,) = words(picture(Node(LONG)), "name")
    assert lines == ["Verein der Mütter und Väter für", "mehr Bildung zwischen Rhein und", "Weser"]
    assert int(picture(Node(LONG)).get("height")) == int(picture(Node("Kurz")).get("height")) + 2 * 21


def test_as_many_notes_stand_in_a_line_as_fit() -> None:
    notes = ("in all of Germany", "Berlin", "214 organisations")
    assert words(picture(Node("Top", notes)), "note") == [["in all of Germany · Berlin", "214 organisations"]]


def test_from_right_to_left_the_shapes_are_mirrored_and_the_words_begin_at_the_right() -> None:
    svg = picture(Node("Top"), direction="rtl")
    assert svg.find(f"{SVG}g").get("transform") == f"matrix(-1 0 0 1 {WIDTH} 0)"
    assert svg.get("direction") == "rtl"
    assert int(svg.find(f"{SVG}text")[0].get("x")) == WIDTH - 23


@pytest.mark.parametrize("depth", [7, 30])
def test_however_deep_it_goes_there_is_room_for_the_names(depth) -> None:
    root = Node(LONG)
    for _level in range(depth):
        root = Node(LONG, is_box=True, below=(root,))
    assert max(int(span.get("x")) for span in picture(root).iter(f"{SVG}tspan")) < WIDTH / 2


def test_it_is_named_and_has_no_style() -> None:
    svg = picture(Node("<b>"))
    assert (svg.get("role"), svg.get("aria-labelledby")) == ("img", "t-title")
    assert svg.find(f"{SVG}title").text == "Tree & all"
    assert words(svg, "name") == [["<b>"]]
    assert not [element for element in svg.iter() if "style" in element.attrib]
