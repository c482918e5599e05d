import pytest

from portal.lib import languages
from portal.lib.alphabets import place_of


def test_every_spoken_language_has_a_name_in_every_public_language():
    for reader, _name in languages.PUBLIC:
        assert all(name != code for code, name in languages.spoken_choices(reader)), reader


def test_names_stand_in_the_order_of_the_reader():
    names = [name for _code, name in languages.spoken_choices("de")]
    assert names[:2] == ["Albanisch", "Amharisch"]


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("Elterntreff Nordstadt e. V.", "ltr"),
        ("سميرة", "rtl"),
        ("1. جمعية الأهل", "rtl"),
        ("Türkischer Elternverein", "ltr"),
        ("", "ltr"),
        ("44137", "ltr"),
    ],
)
def test_the_first_letter_says_the_direction(text, direction):
    assert languages.text_direction(text) == direction


@pytest.mark.parametrize(
    ("reader", "words"),
    [
        ("uk", ["Вірменська", "Волоф", "Гінді", "Грузинська", "Індонезійська", "Італійська", "Японська"]),
        ("tr", ["Çekçe", "Danca", "Ibo", "İbranice", "Japonca", "Şona", "Tay dili"]),
        ("pl", ["Litewski", "Łotewski", "Macedoński"]),
        ("fa", ["آلمانی", "پشتو", "ترکی", "چکی", "ژاپنی", "فارسی", "کردی", "یونانی"]),
    ],
)
def test_words_stand_in_the_order_of_the_readers_alphabet(reader, words):
    assert sorted(words, key=lambda word: place_of(word, reader)) == words
