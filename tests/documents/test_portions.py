"""A long document is laid out in portions, and is the same document: page by page, tag by tag."""

import io
import itertools
import re
from collections.abc import Iterator
from itertools import batched

import pytest
from pypdf import PdfReader
from pypdf.generic import IndirectObject

from portal.documents.kinds import kind_of
from portal.documents.rendering import pdf, portions
from tests.documents.kinds import World

AT_ONCE = 25
WORDS = {"de": "Fahrkarten für den Elternabend", "ar": "لقاء الأهل يوم الثلاثاء"}


def table(rows: int, words: str, classes: str = "long") -> str:
    lines = "".join(
        f"<tr><td>{number}</td><th scope='row'>{words * (number % 5 + 1)}</th><td>{number * 3} €</td></tr>"
        for number in range(1, rows + 1)
    )
    head = "<th scope='col'>Nr.</th><th scope='col'>Grund</th><th scope='col'>Betrag</th>"
    caption = f"<caption>{rows} Belege</caption>"
    return f"<table class='{classes}'>{caption}<thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"


def paper(words: str = WORDS["de"]) -> str:
    """Two long tables with something before, between and after them."""
    link = "<p><a href='#end'>Ende</a>, <a href='https://amt.example/'>Amt</a></p><p id='end'>Schluss</p>"
    return f"<h2>Erstens</h2>{table(40, words)}<h2>Zweitens</h2>{table(50, words)}<h3>Drittens</h3>{link}"


def made(at_once: int, language: str = "de", told: list[int] | None = None) -> PdfReader:
    kind = kind_of("tests.proof")
    data = kind.gather({}, language)
    tell = [].append if told is None else told.append
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(portions, "AT_ONCE", at_once)
        content = pdf.write(pdf.html(kind, data, language), kind.variant, kind.attachments(data), tell)
    return PdfReader(io.BytesIO(content))


@pytest.fixture(scope="module")
def both() -> tuple[PdfReader, PdfReader]:
    """The same paper, made of portions and at once."""
    World.markup = paper()
    return made(AT_ONCE), made(10_000)


def texts(reader: PdfReader) -> list[str]:
    return [page.extract_text() for page in reader.pages]


def elements(reader: PdfReader) -> Iterator[IndirectObject]:
    """The tags in the order in which they are read."""
    waiting = [reader.trailer["/Root"]["/StructTreeRoot"]["/K"][0]]
    while waiting:
        element = waiting.pop(0).get_object()
        if element.get("/Type") == "/StructElem":
            yield element
            waiting = [kid for kid in element["/K"] if isinstance(kid, IndirectObject)] + waiting


def parents(reader: PdfReader) -> dict[int, object]:
    numbers = reader.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    assert numbers[::2] == list(range(len(numbers) // 2)), "each number stands there once, in order"
    return {number: owner.get_object() for number, owner in batched(numbers, 2, strict=True)}


def marks(page: object) -> list[int]:
    return [int(number) for number in re.findall(rb"/MCID (\d+)", page.get_contents().get_data())]


@pytest.mark.parametrize("seconds", [0, 2])
def test_a_page_is_told_of_once_a_second_and_not_each_time(
    seconds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each time is a commit, for which the disk is waited; who gives up is heard soon all the same."""
    World.markup = "<p style='break-before: page'>Seite</p>" * 8
    clock = itertools.count(0, seconds)
    told: list[int] = []
    monkeypatch.setattr(pdf, "monotonic", lambda: next(clock))
    pages = len(made(10_000, told=told).pages)
    assert pages >= 8
    assert told.count(55) == (pages if seconds else 1)
    assert set(told) == {25, 30, 35, 45, 55, 80, 90}


@pytest.mark.parametrize("language", WORDS)
def test_each_page_says_the_same(language: str) -> None:
    World.markup = paper(WORDS[language])
    several, whole = made(AT_ONCE, language), made(10_000, language)
    assert len(whole.pages) > 3
    assert texts(several) == texts(whole)


def test_each_page_has_its_number_and_that_of_all(both: tuple[PdfReader, PdfReader]) -> None:
    several = both[0]
    for number, text in enumerate(texts(several), 1):
        assert f"{number} / {len(several.pages)}" in text.splitlines()[-1]
        assert "Elternbrücke" in text
        assert f"Bericht {number} /" in text, "the title stands below each page"


def test_the_tags_are_the_same_in_the_order_of_reading(both: tuple[PdfReader, PdfReader]) -> None:
    def said(reader: PdfReader) -> list[tuple[object, ...]]:
        pages = {page.indirect_reference.idnum: number for number, page in enumerate(reader.pages)}
        return [
            (
                element["/S"],
                element.get("/Alt"),
                pages[element.raw_get("/Pg").idnum] if "/Pg" in element else None,
                [kid for kid in element["/K"] if isinstance(kid, int)],
            )
            for element in elements(reader)
        ]

    several, whole = both
    assert said(several) == said(whole)
    assert sum(entry[0] == "/TR" for entry in said(several)) > 80


def test_all_that_is_drawn_as_content_has_its_tag(both: tuple[PdfReader, PdfReader]) -> None:
    several = both[0]
    owners = parents(several)
    for page in several.pages:
        drawn, owning = marks(page), owners[page["/StructParents"]]
        assert drawn == list(range(len(owning)))
        for number in drawn:
            owner = owning[number].get_object()
            assert number in owner["/K"]
            assert owner.raw_get("/Pg") == page.indirect_reference
    assert len({page["/StructParents"] for page in several.pages}) == len(several.pages)


def test_each_cell_names_the_heads_of_its_own_table(both: tuple[PdfReader, PdfReader]) -> None:
    names = [str(element["/ID"]) for element in elements(both[0]) if "/ID" in element]
    assert len(names) == len(set(names)) > 80
    cells = [element for element in elements(both[0]) if element["/S"] == "/TD"]
    assert all(set(map(str, cell["/A"]["/Headers"])) <= set(names) for cell in cells)
    assert all(cell["/A"]["/Headers"] for cell in cells)


def test_one_can_go_to_the_same_places(both: tuple[PdfReader, PdfReader]) -> None:
    def places(reader: PdfReader) -> list[tuple[str, int | None]]:
        def flat(entries: list[object]) -> list[tuple[str, int | None]]:
            return [
                place
                for entry in entries
                for place in (
                    flat(entry)
                    if isinstance(entry, list)
                    else [(entry.title, reader.get_destination_page_number(entry))]
                )
            ]

        named = reader.named_destinations
        return [*flat(reader.outline), ("end", reader.get_destination_page_number(named["end"]))]

    several, whole = both
    assert places(several) == places(whole)
    assert [title for title, _page in places(several)] == [
        "Bericht",
        "Erstens",
        "Zweitens",
        "Drittens",
        "end",
    ]


def test_a_link_belongs_to_its_tag(both: tuple[PdfReader, PdfReader]) -> None:
    several = both[0]
    owners = parents(several)
    links = [link.get_object() for page in several.pages for link in page.get("/Annots", [])]
    assert [link.get("/Dest") or link["/A"]["/URI"] for link in links] == ["end", "https://amt.example/"]
    assert [owners[link["/StructParent"]]["/S"] for link in links] == ["/Link", "/Link"]


def test_what_a_file_says_once_it_says_once(both: tuple[PdfReader, PdfReader]) -> None:
    several, whole = both
    for reader in both:
        root = reader.trailer["/Root"]
        metadata = root["/Metadata"].get_object().get_data()
        assert b'pdfaid:part="3"' in metadata
        assert b'pdfaid:conformance="A"' in metadata
        assert (root["/Lang"], root["/MarkInfo"]["/Marked"].value) == ("de", True)
        assert len(root["/OutputIntents"]) == 1
        assert root["/OutputIntents"][0]["/DestOutputProfile"].get_object().get_data()
        assert [file.get_object()["/AFRelationship"] for file in root["/AF"]] == ["/Data"]
        assert len(reader.trailer["/ID"]) == 2
    assert several.attachments == whole.attachments
    assert several.metadata == whole.metadata
    assert fonts(several) == fonts(whole)


def fonts(reader: PdfReader) -> list[str]:
    found = {
        font.indirect_reference.idnum: str(font["/BaseFont"])
        for page in reader.pages
        for font in map(IndirectObject.get_object, page["/Resources"]["/Font"].values())
    }
    return sorted(found.values())


def test_a_portion_tells_how_far_it_is_and_may_be_the_last() -> None:
    World.markup = paper()
    told: list[int] = []
    made(AT_ONCE, told=told)
    assert told == sorted(told)
    assert len({percent for percent in told if 30 < percent <= 85}) > 3

    class EnoughError(Exception):
        pass

    class Impatient(list[int]):
        def append(self, percent: int) -> None:
            super().append(percent)
            if percent > 30:
                raise EnoughError

    impatient = Impatient()
    with pytest.raises(EnoughError):
        made(AT_ONCE, told=impatient)
    assert impatient[-1] < 60


@pytest.mark.parametrize(
    "markup",
    [
        table(60, WORDS["de"], ""),
        "".join(f"<p style='page: slip; break-before: page'>Nummer {number}</p>" for number in range(20)),
        "".join(f"<h3>Nummer {number}</h3>{table(1, WORDS['de'])}" for number in range(40)),
        table(2, WORDS["de"] * 300),
    ],
    ids=[
        "a table that hangs together",
        "pages of their own kind",
        "tables of one row",
        "rows of several pages",
    ],
)
def test_what_can_not_be_divided_is_laid_out_at_once(markup: str) -> None:
    World.markup = markup
    assert texts(made(10)) == texts(made(10_000))
