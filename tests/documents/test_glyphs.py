"""Texts of 27 languages on paper: drawn letter by letter, or named where our fonts lack their script."""

import unicodedata
import xml.etree.ElementTree as ET

import pytest
from django.utils.translation import override

from portal.documents.choices import State
from portal.documents.rendering.glyphs import legible
from tests.documents.kinds import World
from tests.documents.test_rendering import reader, same_letters, text_of, words
from tests.realdata import real_data

# Scripts that neither Fira Sans nor Almarai has.
NAMED = {"amh": "Ethiopic", "tir": "Ethiopic", "heb": "Hebrew", "cmn_hans": "Han"}
# Arabic letters of these languages that Almarai lacks.
PARTLY = {"ckb", "pbu", "urd"}


def sentences(name: str) -> str:
    root = ET.parse(real_data("texts-udhr") / f"udhr_{name}.xml").getroot()
    paragraphs = [node.text for node in root.iter() if node.tag.endswith("para") and node.text]
    return unicodedata.normalize("NFC", " ".join(" ".join(paragraphs).split()[:220]))


def all_names() -> list[str]:
    return sorted(path.stem.removeprefix("udhr_") for path in real_data("texts-udhr").glob("*.xml"))


def test_there_are_27_texts():
    assert len(all_names()) == 27


@pytest.mark.parametrize("script", NAMED.values())
def test_a_script_without_letters_is_named_once_for_a_sentence(script):
    name = next(name for name, value in NAMED.items() if value == script)
    with override("en"):
        said = legible(f"<p>{sentences(name)}</p>", "en")
    assert said.count(f"[text in another script: {script}") >= 1
    assert len(said) < len(sentences(name)) / 3


def test_what_can_be_drawn_is_left_as_it_is():
    for name in set(all_names()) - set(NAMED) - PARTLY:
        text = sentences(name)
        assert legible(text, "en") == text.replace("\u2010", "-"), name


@pytest.mark.django_db
@pytest.mark.parametrize(
    "languages", [["arb", "pes_1"], ["bul", "rus", "srp_cyrl", "ukr"], ["vie", "ell_monotonic"]]
)
def test_every_word_can_be_read_out(languages, rendered):
    World.words = " ".join(sentences(name) for name in languages)
    document = rendered(language="de", params={"title": languages[0]})
    assert document.state == State.DONE, document.error
    assert ".notdef" not in str([page["/Resources"] for page in reader(document).pages])
    extracted = {tuple(same_letters(word)) for word in words(text_of(document))}
    missing = [word for word in words(World.words) if tuple(same_letters(word)) not in extracted]
    assert len(missing) <= len(words(World.words)) // 50, missing[:20]


@pytest.mark.django_db
def test_a_title_in_a_script_we_lack_does_not_print_boxes(rendered):
    World.words = "ሰላም ዓለም und willkommen"
    document = rendered(language="de", params={"title": "tigrinya"})
    text = text_of(document)
    assert "Äthiopisch" in text
    assert "und willkommen" in text


def test_signs_and_attributes_stay_what_they_are():
    with override("en"):
        assert legible('<p title="ሰላም">Hello 😀 &amp; good&nbsp;day</p>', "en") == (
            '<p title="ሰላም">Hello [grinning face] &amp; good&nbsp;day</p>'
        )
