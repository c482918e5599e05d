"""What the file itself is: tagged, in its language, in our fonts, with its figures inside."""

import io
import re

import pytest
from pypdf import PdfReader

from portal.documents.choices import State
from portal.documents.rendering.assets import HouseFetcher
from tests.documents import paper
from tests.documents.kinds import World

pytestmark = pytest.mark.django_db

SAMPLES = {
    "de": "Eltern fragen früh: Wann müssen größere Kinder ins „Übergangsjahr“? 30 € und ß.",
    "de-x-leicht": "Die Eltern gehen in die Schule. Dort gibt es einen Eltern-Abend.",
    "en": "Parents ask early: when does school begin, and who pays for the bus?",
    "tr": "Öğretmenle görüşme çağrısı: İlkokulda ışık, güneş ve şarkı.",
    "ar": "كيف تعمل المدرسة في ألمانيا؟ لقاء الأهل يوم الثلاثاء مجانًا، مع رعاية الأطفال.",
    "fa": "مدرسه در آلمان چگونه کار می‌کند؟ گفت‌وگو با پدر و مادر، ژاله، پروانه و چای.",
    "ru": "Как устроена школа? Съезд, объявление, ёлка, подъём и эхо.",
    "uk": "Як працює школа? Їжак, ґанок, єдність і об'єднання батьків.",
    "pl": "Zażółć gęślą jaźń: kiedy dziecko idzie do szkoły?",
    "ro": "Părinții știu: școala începe în august, iar înțelegerea crește. Ț, ș, î, â.",
}


def words(text):
    return re.findall(r"\w+", text.replace("\u200c", ""))  # a zero-width non-joiner leaves no glyph


def same_letters(word):
    """Letters of a word in any order: a lam-alef ligature may come out of a PDF swapped."""
    return sorted(word.replace("ﻻ", "لا").replace("ﻷ", "لأ"))


def reader(document):
    return PdfReader(io.BytesIO(document.file.open("rb").read()))


def text_of(document):
    return "\n".join(page.extract_text() for page in reader(document).pages)


def fonts_of(pdf):
    found = set()
    for page in pdf.pages:
        for font in page["/Resources"]["/Font"].values():
            found.add(str(font.get_object()["/BaseFont"]).split("+")[-1])
    return found


@pytest.mark.parametrize("language", SAMPLES)
def test_every_word_of_every_language_can_be_read_out(language, rendered):
    World.words = SAMPLES[language]
    document = rendered(language=language, params={"title": language})
    assert document.state == State.DONE, document.error
    expected = [same_letters(word) for word in words(SAMPLES[language])]
    extracted = [same_letters(word) for word in words(text_of(document))]
    missing = [word for word in expected if word not in extracted and word[::-1] not in extracted]
    assert missing == []
    assert all(font.startswith(("Fira", "Almarai")) for font in fonts_of(reader(document)))


def test_a_vowel_sign_takes_no_letter_away(rendered):
    World.words = "شيئًا أولًا أحيانًا أيضًا يُقرَّر تعبئة الأسئلة"
    document = rendered(language="ar", params={"title": "شيئًا"})
    read_out = [paper.words(line) for page in reader(document).pages for line in paper.lines(page)]
    assert paper.words(World.words) in read_out


def test_a_report_is_tagged_and_says_its_title_and_language(rendered):
    pdf = reader(rendered(language="ar", params={"title": "تقرير"}))
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 - a PDF boolean
    assert root["/Lang"] == "ar"
    assert pdf.metadata.title == "تقرير"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    metadata = root["/Metadata"].get_object().get_data()
    assert b"pdfuaid" in metadata


def test_pages_are_a4_with_sender_and_number_on_each(rendered):
    World.figures = tuple((f"day {number}", number) for number in range(120))
    pdf = reader(rendered())
    assert len(pdf.pages) > 2
    for number, page in enumerate(pdf.pages, 1):
        assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)
        text = page.extract_text()
        assert "Elternbrücke" in text
        assert f"{number} / {len(pdf.pages)}" in text
        assert "People" in text, "the head of the table is repeated"


def test_a_picture_has_its_words(rendered):
    alts = []

    def walk(node):
        node = node.get_object()
        if isinstance(node, dict):
            if node.get("/S") == "/Figure":
                alts.append(node.get("/Alt"))
            children = node.get("/K", [])
            for child in children if isinstance(children, list) else [children]:
                if not isinstance(child, int):
                    walk(child)

    walk(reader(rendered()).trailer["/Root"]["/StructTreeRoot"])
    assert alts == ["Bars"]


def test_a_proof_is_pdf_a_3a_with_its_figures_inside(rendered):
    pdf = reader(rendered("tests.proof"))
    root = pdf.trailer["/Root"]
    metadata = root["/Metadata"].get_object().get_data()
    assert b'pdfaid:part="3"' in metadata
    assert b'pdfaid:conformance="A"' in metadata
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712
    figures = b"\xef\xbb\xbfday;people\r\n24.11.2026;12\r\n01.12.2026;9\r\n"
    assert pdf.attachments == {"figures.csv": [figures]}
    assert [file.get_object()["/AFRelationship"] for file in root["/AF"]] == ["/Data"]


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="file:///etc/passwd" alt="x">',
        '<img src="http://127.0.0.1:9/pixel.png" alt="x">',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<img src="house:../settings.py" alt="x">',
        "<style>@import url('file:///etc/hosts');</style>",
        '<object data="file:///etc/passwd">x</object>',
        '<img alt="x" src="data:image/svg+xml,%3Csvg xmlns=\'http://www.w3.org/2000/svg\'%3E'
        "%3Cimage href='file:///etc/passwd'/%3E%3C/svg%3E\">",
    ],
)
def test_nothing_is_loaded_from_the_disk_or_the_network(markup, rendered, monkeypatch):
    opened = []
    monkeypatch.setattr("urllib.request.OpenerDirector.open", lambda self, url, *a, **k: opened.append(url))
    World.markup = markup
    document = rendered()
    assert document.state == State.DONE
    assert [url for url in opened if not url.full_url.startswith("data:")] == []
    content = document.file.open("rb").read()
    assert b"root:" not in content
    assert reader(document).attachments == {}


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://127.0.0.1:9/pixel.png",
        "https://portal.example/x.css",
        "house:fonts/../../portal/settings.py",
        "house:images/unknown.svg",
        "data:text/html,<p>x</p>",
        "ftp://portal.example/",
    ],
)
def test_the_fetcher_refuses_what_the_house_does_not_ship(url):
    with pytest.raises(ValueError, match="only what the house ships"):
        HouseFetcher().fetch(url)


def test_the_fetcher_gives_our_fonts():
    answer = HouseFetcher().fetch("house:fonts/Almarai-Regular.ttf")
    assert answer.content_type == "font/ttf"
    assert len(answer.read()) > 10_000
