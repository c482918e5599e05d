"""Lists and moments with the commas of the reader's language."""

from datetime import datetime

import pytest
import time_machine

from portal.lib.dates import BERLIN, moment_words, short_words, span_words
from portal.lib.lists import listed
from portal.lib.text import unbroken

EVENING = datetime(2026, 11, 24, 17, 30, tzinfo=BERLIN)
END = EVENING.replace(hour=19, minute=0)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(EVENING, tick=False):
        yield


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "Di., 24. November, 17:30"),
        ("de-x-leicht", "Di., 24. November, 17:30"),
        ("en", "Tuesday 24 November, 17:30"),
        ("ar", "الثلاثاء، 24 نوفمبر، 17:30"),
        ("fa", "سه‌شنبه 24 نوامبر،\u200f 17:30"),
        ("ru", "вт, 24 нояб., 17:30"),
        ("tr", "24 Kasım Sal 17:30"),
    ],
)
def test_a_moment_is_said_as_the_language_says_it(language, words):
    assert moment_words(EVENING, language) == words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "Di., 12. Jan. 2027, 17:30"),
        ("en", "Tuesday, 12 January 2027, 17:30"),
        ("ar", "الثلاثاء، 12 يناير 2027، 17:30"),
    ],
)
def test_of_another_year_it_says_the_year(language, words):
    january = datetime(2027, 1, 12, 17, 30, tzinfo=BERLIN)
    assert moment_words(january, language) == words
    assert span_words(january, january, language).startswith(words)
    assert "2027" not in short_words(january, language), "an SMS has no room for it"
    with time_machine.travel(january, tick=False):
        assert "2027" not in moment_words(january, language)
        assert "2026" in moment_words(EVENING, language)


def test_a_span_is_never_broken_between_its_times():
    assert span_words(EVENING, END, "ar") == "الثلاثاء، 24 نوفمبر، 17:30\u2060–\u206019:00"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "A, B und C"),
        ("de-x-leicht", "A, B und C"),
        ("en", "A, B and C"),
        ("ar", "A وB وC"),
        ("fa", "A،\u200f B، و C"),
        ("tr", "A, B ve C"),
    ],
)
def test_a_list_is_said_as_the_language_says_it(language, words):
    assert listed(["A", "B", "C"], language) == words


def test_a_list_of_one_and_of_none():
    assert (listed(["A"], "ar"), listed([], "ar")) == ("A", "")


@pytest.mark.parametrize(
    ("name", "unbroken_name"),
    [
        ("Elterntreff Nordstadt e. V.", "Elterntreff Nordstadt e.\u00a0V."),
        ("Haus der Vielfalt g. e. V.", "Haus der Vielfalt g.\u00a0e.\u00a0V."),
        ("Elterntreff Nr. 5 am Borsigplatz", "Elterntreff Nr. 5 am Borsigplatz"),
    ],
)
def test_what_is_abbreviated_stays_together(name, unbroken_name):
    assert unbroken(name) == unbroken_name
