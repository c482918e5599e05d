"""A guide in the reader's language, or in German and said so."""

import re

import pytest
from django.utils import translation

from portal.guides.choices import State
from tests.factories.guides import (
    TextFactory,
)
from tests.guides.conftest import read

pytestmark = pytest.mark.django_db


def only_german(language: str) -> str:
    """How that language says that a text is there in German only."""
    with translation.override(language):
        return translation.pgettext("there is no text in the reader's language", "in German")


def test_a_german_word_is_marked_and_explained_in_the_readers_language(client, guide):
    TextFactory(guide=guide, language="ar", title="المدرسة", body="{{term:elternabend}}")
    page = read(client, "/ar/guides/schule/")
    assert re.search(
        r'<a class="word" href="#word-elternabend"[^>]* lang="de" dir="ltr">Elternabend</a>', page
    )
    assert "مساء للأهالي." in page


def test_a_language_without_a_text_gets_the_german_one_marked_and_said(client, guide):
    page = read(client, "/pl/guides/schule/?land=DE-NW")
    assert '<html lang="pl" dir="ltr">' in page
    assert '<article class="guide" lang="de" dir="ltr">' in page
    assert 'role="note"' in page


def test_in_arabic_the_german_text_runs_from_left_to_right_and_facts_are_arabic(client, guide):
    page = read(client, "/ar/guides/schule/?land=DE-NW")
    assert '<article class="guide" lang="de" dir="ltr">' in page
    assert '<div class="fact" id="fact-enrolment-cutoff" lang="ar" dir="rtl">' in page
    assert "بلغ السادسة حتى 30 سبتمبر" in page


@pytest.mark.parametrize("address", ["/tr/", "/tr/guides/", "/tr/guides/anfang/"])
def test_a_card_of_a_guide_that_is_only_there_in_german_says_so(client, guide, address):
    TextFactory(guide__slug="anfang", title="Der Anfang")
    page = read(client, address)
    card = page[page.index('<h3><a href="/tr/guides/schule/">') :].partition("</li>")[0]
    assert '<span lang="de" dir="ltr">So geht Schule</span>' in card
    assert only_german("tr") in card
    TextFactory(guide=guide, language="tr", title="Okul")
    card = read(client, address)
    card = card[card.index('<h3><a href="/tr/guides/schule/">') :].partition("</li>")[0]
    assert only_german("tr") not in card


def test_an_outdated_or_unchecked_translation_says_so(client, guide):
    TextFactory(guide=guide, language="en", title="School", body="Text", machine_assisted=True)
    page = read(client, "/en/guides/schule/")
    assert "not yet checked by a person" in page
    assert "may be out of date" not in page
    guide.revision = 2
    guide.save()
    assert "may be out of date" in read(client, "/en/guides/schule/")


def test_a_draft_translation_leaves_the_reader_the_german_text(client, guide):
    TextFactory(guide=guide, language="en", title="Draft title", state=State.DRAFT)
    page = read(client, "/en/guides/schule/")
    assert "Draft title" not in page
    assert "So geht Schule" in page


def test_anchors_are_the_same_in_every_language(client, guide):
    TextFactory(guide=guide, language="en", title="School", body="## Start\n\n## Middle\n\n## End\n")
    for language in ("de", "en"):
        anchors = re.findall(r'<h2 id="(s\d)">', read(client, f"/{language}/guides/schule/"))
        assert anchors == ["s1", "s2", "s3"]
