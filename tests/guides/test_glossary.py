"""German words: all from A to Z, and in a guide on tap."""

import re

import pytest
from django.core.cache import cache

from tests.factories.guides import TermFactory, TextFactory

pytestmark = pytest.mark.django_db


def read(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def word():
    return TermFactory(plural="Elternabende", say_de="EL·tern·a·bend", say_ar="إِلتِرن آبِنت")


def test_a_word_is_explained_in_the_readers_language_and_letters(client, word):
    page = read(client, "/ar/guides/words/")
    assert '<html lang="ar" dir="rtl">' in page
    assert '<dt lang="de" dir="ltr">Elternabend <span class="muted">· Elternabende</span></dt>' in page
    assert "إِلتِرن آبِنت</dd><dd>مساء للأهالي.</dd>" in page
    assert "EL·tern·a·bend" not in page


def test_where_a_language_is_missing_the_german_meaning_is_marked_and_no_sound_is_guessed(client, word):
    page = read(client, "/pl/guides/words/")
    assert '<dd><span lang="de" dir="ltr">Abend für Eltern.</span></dd>' in page
    assert 'class="said"' not in page


def test_words_stand_under_their_letters_and_umlauts_with_their_vowels(client):
    for german in ("Zeugnis", "Übergangssystem", "Elternabend", "Ausbildung", "Empfehlung", "Unterricht"):
        TermFactory(slug=german.lower().replace("ü", "ue"), word=german)
    page = read(client, "/de/guides/words/")
    assert re.findall(r'<h2 id="letter-(.)" lang="de">(.)</h2>', page) == [
        ("a", "A"), ("e", "E"), ("u", "U"), ("z", "Z"),
    ]  # fmt: skip
    assert re.findall(r'<div id="word-([a-z]+)">', page) == [
        "ausbildung", "elternabend", "empfehlung", "uebergangssystem", "unterricht", "zeugnis",
    ]  # fmt: skip


def test_the_row_of_letters_leads_to_them(client, word):
    page = read(client, "/de/guides/words/")
    assert re.findall(r'<li><a href="#(letter-.)">(.)</a>', page) == [("letter-e", "E")]
    assert '<h2 id="letter-e"' in page


def test_the_page_is_there_without_words(client):
    assert 'class="empty"' in read(client, "/de/guides/words/")


@pytest.mark.parametrize("rows", [1, 3])
def test_one_query_however_many_words(client, rows, django_assert_num_queries):
    for number in range(rows):
        TermFactory(slug=f"wort-{number}", word=f"Wort {number}")
    cache.clear()
    with django_assert_num_queries(1):
        client.get("/ar/guides/words/")


def test_a_word_in_a_guide_leads_to_its_sound_and_meaning_and_back(client, word):
    TextFactory(guide__slug="schule", body="Zum {{term:elternabend}}.")
    page = read(client, "/de/guides/schule/")
    assert '<a class="word" href="#word-elternabend" id="use-elternabend"' in page
    entry = re.search(r'<div class="word-entry" id="word-elternabend">.*?</div>', page)[0]
    assert '<dt lang="de" dir="ltr">Elternabend</dt>' in entry
    assert "EL·tern·a·bend</dd><dd>Abend für Eltern.</dd>" in entry
    assert 'href="#use-elternabend"' in entry


def test_under_a_german_text_the_words_are_said_in_the_letters_of_the_reader(client, word):
    TextFactory(guide__slug="schule", body="Zum {{term:elternabend}}.")
    section = read(client, "/ar/guides/schule/").split('<section class="words"')[1]
    assert "إِلتِرن آبِنت</dd><dd>مساء للأهالي.</dd>" in section


@pytest.mark.parametrize("part", ["", "schule/", "search/?q=Elternabend"])
def test_guides_their_list_and_the_search_lead_to_all_words(client, word, part):
    TextFactory(guide__slug="schule", body="Zum {{term:elternabend}}.")
    assert 'href="/tr/guides/words/"' in read(client, f"/tr/guides/{part}")
