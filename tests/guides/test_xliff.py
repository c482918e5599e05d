"""XLIFF 2.0: out and back without loss, by the rules of the standard, and foreign files refused in words."""

import re
import xml.etree.ElementTree as ET

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.guides.imports import xliff as incoming
from portal.guides.reports.exchange import codes, segments, xliff
from portal.guides.reports.exchange.xliff import GuideTexts, Progress, Unit
from tests.xliff_core import faults

pytestmark = pytest.mark.usefixtures("in_english")

# The signs of our dialect in every order, sensible or not, and any letter at all.
SIGNS = (
    "{{term:hort}}", "{{ fact:a-b }}", "{{link:x}}", "{{picture:p}}", "[", "]", "(", ")", "**", "*", "\\",
    "\n", "\n\n", "# ", "### ", "- ", "1. ", "> ", "| ", "|", "---", " ", "`", "{{", "}}", "Wort", "ä", "ع",
    "https://x.de", "tel:112", "&amp;", "<b>", "]]>", "\r",
)  # fmt: skip
LETTERS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
MARKDOWN = st.one_of(st.lists(st.sampled_from(SIGNS), max_size=12).map("".join), LETTERS)
quick = settings(max_examples=150, suppress_health_check=list(HealthCheck))


def document(pairs, progress=Progress.TRANSLATED) -> bytes:
    names = xliff.unit_ids(len(pairs))
    units = [Unit(name, *pair, progress) for name, pair in zip(names, pairs, strict=True)]
    return xliff.document([GuideTexts("schule", 3, "published", units)], "ar")


PAIRS = [
    ("Schule", "مدرسة"),
    ("Alles über **Schule**.", "كل شيء."),
    ("- Zum [Hort]({{link:hort}})\n- mit {{term:hort}}", "- إلى [روضة]({{link:hort}})\n- مع {{term:hort}}"),
    ("| A | B |\n|---|---|\n| eins | zwei |", ""),
]


@quick
@given(MARKDOWN)
def test_taken_apart_and_put_together_a_text_is_the_same(text):
    assert codes.written(codes.parts(text)) == text
    assert "".join(run.text for run in segments.slices(text)) == text


@quick
@given(st.lists(st.tuples(MARKDOWN, MARKDOWN.map(str.strip)), min_size=2, max_size=4))
def test_out_and_back_nothing_is_lost(pairs):
    content = document(pairs)
    assert faults(content) == []
    (parcel,) = incoming.read(content).parcels
    assert (parcel.slug, parcel.revision) == ("schule", 3)
    assert [(one.german, one.text) for one in parcel.segments] == [pair for pair in pairs if pair[1]]
    assert all(one.is_untouched for one in parcel.segments)


def test_points_of_a_list_and_cells_are_segments_of_their_own():
    root = ET.fromstring(document(PAIRS))
    found = {
        unit.get("id"): ["".join(source.itertext()) for source in unit.findall("{*}segment/{*}source")]
        for unit in root.iter(f"{{{xliff.NAMESPACE}}}unit")
    }
    assert found == {
        "title": ["Schule"], "summary": ["Alles über Schule."], "p1": ["Zum Hort", "mit "],
        "p2": ["A", "B", "eins", "zwei"],
    }  # fmt: skip


def test_tokens_links_and_stars_are_protected():
    content = document(PAIRS).decode()
    assert '<ph id="c2" dataRef="d3" disp="{{term:hort}}" />' in content
    assert '<data id="d2">]({{link:hort}})</data>' in content
    assert re.findall(r"<source>([^<]*\{\{[^<]*)</source>", content) == []
    assert faults(document(PAIRS)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (' version="2.0"', ""),
        (' trgLang="ar"', ""),
        ('state="translated"', 'state="done"'),
        ('id="p1"', 'id="title"'),
        ('dataRef="d3"', 'dataRef="d9"'),
        ("<source>Schule</source>", ""),
        ("<segment", "<part"),
    ],
)
def test_the_check_of_the_standard_sees_what_is_wrong(old, new):
    content = document(PAIRS).decode()
    assert old in content
    assert faults(
        content.replace(old, new).replace("</segment>" if "part" in new else "~", "</part>").encode()
    )


def refused(content: bytes) -> str:
    with pytest.raises(ValidationError) as error:
        incoming.read(content)
    return " ".join(error.value.messages)


BOMB = b"""<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><xliff>&b;</xliff>"""
XXE = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xliff>&a;</xliff>"""


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "This file is empty."),
        (b"PK\x03\x04 a document", "This is no XLIFF file."),
        (b"<html/>", "This is no XLIFF file."),
        (BOMB, "This file declares a document type."),
        (XXE, "This file declares a document type."),
        (XXE.decode().replace("?>", ' encoding="utf-16"?>', 1).encode("utf-16"), "declares a document type."),
        (b'<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"/>', "XLIFF 1."),
        (b'<?xml version="1.0" encoding="nonsense"?><x/>', "This is no XLIFF file."),
        (b"<a>" * 3000, "stand within one another"),
        (b"<!--" + b"x" * incoming.MAX_BYTES + b"--><x/>", "This file is too large"),
    ],
)
def test_what_is_no_such_file_is_refused(content, said):
    assert said in refused(content)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('srcLang="de"', 'srcLang="en"', "This file is not translated from German."),
        ('trgLang="ar"', 'trgLang="xx"', "“xx”"),
        ('trgLang="ar"', 'trgLang="de"', "“de”"),
        ('id="p1"', 'id="title"', "schule: these ids stand there twice: title."),
        ('<unit id="p1"', "<unit", "schule: an id is missing."),
        ('<mda:meta type="guide">schule</mda:meta>', "", "It is not one of ours."),
        (">3</mda:meta>", ">drei</mda:meta>", "It is not one of ours."),
        (">3</mda:meta>", ">³</mda:meta>", "It is not one of ours."),
        ('dataRef="d3"', 'dataRef="d9"', "schule, p1: a protected part is broken: “d9”."),
        ('<ph id="c2" dataRef="d3"', '<ph id="c9"', "schule, p1: a protected part is broken: “c9”."),
        ("<source>Schule</source>", "", "schule, title: the German text is missing."),
        ("<source>Schule</source>", '<source><cp hex="zz"/></source>', "“zz”"),
        ("<source>Schule</source>", "<source><b>Schule</b></source>", "nobody knows the element “b”."),
    ],
)
def test_what_is_wrong_within_a_file_is_said_with_its_place(old, new, said):
    content = document(PAIRS).decode()
    assert old in content
    assert said in refused(content.replace(old, new, 1).encode())


def test_all_broken_paragraphs_are_named_at_once():
    content = document(PAIRS).decode().replace('dataRef="d3"', 'dataRef="d9"', 1)
    said = refused(content.replace("<source>Schule</source>", "").encode())
    assert "schule, title" in said
    assert "schule, p1" in said


def test_programs_may_leave_references_out_and_mark_terms():
    content = document(PAIRS).decode()
    for before, after in [
        ('مع <ph id="c2" dataRef="d3" disp="{{term:hort}}" />', 'مع <ph id="c2" />'),
        ("<target>مدرسة", '<target><mrk id="m1" type="term">مدرسة</mrk>'),
    ]:
        assert before in content
        content = content.replace(before, after)
    (parcel,) = incoming.read(content.encode()).parcels
    assert [one.text for one in parcel.segments] == [pair[1] for pair in PAIRS[:3]]


def test_a_pair_written_as_start_and_end_is_the_same():
    content = document([("A", "B"), ("**Wort** da", "**كلمة** هنا")]).decode()
    before = '<target><pc id="c1" type="fmt" subType="xlf:b" dataRefStart="d1" dataRefEnd="d1">كلمة</pc>'
    assert before in content
    after = '<target><sc id="c1" dataRef="d1"/>كلمة<ec startRef="c1" dataRef="d1"/>'
    (parcel,) = incoming.read(content.replace(before, after).encode()).parcels
    assert parcel.segments[1].text == "**كلمة** هنا"


def test_a_list_that_is_translated_in_part_is_named_and_not_taken():
    content = re.sub(r"<target>مع .*?</target>", "", document(PAIRS).decode())
    returned = incoming.read(content.encode())
    assert returned.partial == ("schule, p1",)
    assert [one.text for one in returned.parcels[0].segments] == ["مدرسة", "كل شيء."]


def test_elements_within_elements_without_end_are_refused():
    deep = "<mrk id='m'>" * 5_000 + "Ende" + "</mrk>" * 5_000
    with pytest.raises(ValidationError, match="more than 100 elements"):
        incoming.read(f"<xliff>{deep}</xliff>".encode())


def test_a_bracket_that_nobody_closes_is_a_letter():
    """Taking this apart in every possible way would last for years."""
    text = "[" + "{{term:hort}}" * 40
    assert codes.parts(text) == ("[", *[codes.Code("{{term:hort}}")] * 40)
