"""What the project brings along: fifteen guides, the facts of sixteen Länder, the German words."""

import re
import unicodedata
from collections import Counter

import pytest

from portal.guides.imports import files, load
from portal.guides.models import FactChoice, FactKey, Guide, LandFact, Term, Topic, Translation
from portal.guides.reports import tokens
from portal.guides.reports.checks import problems
from portal.guides.reports.translations.checks import faults
from portal.guides.reports.translations.pieces import Wording, compare, joined
from portal.places.models import Land

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]
LANGUAGES = ["de", "de_x_leicht", "en", "ar", "fa", "pl", "ro", "ru", "tr", "uk"]


def test_fifteen_guides_in_ten_languages():
    found = Counter(Translation.objects.values_list("guide__slug", flat=True))
    assert len(found) == 15
    assert set(found.values()) == {len(LANGUAGES)}
    assert not Translation.objects.outdated().exists()
    assert not Translation.objects.exclude(language="de").filter(machine_assisted=False).exists()


def test_pages_about_violence_and_missing_papers_leave_no_trace():
    sensitive = Guide.objects.filter(is_sensitive=True).values_list("slug", flat=True)
    assert set(sensitive) == {"when-there-is-trouble", "school-without-papers"}


def test_guides_are_neither_thin_nor_endless_in_any_language():
    for text in Translation.objects.all():
        words = [word for word in text.body.split() if re.search(r"[^\W\d]", word)]
        assert 400 <= len(words) <= 900, (text, len(words))


def test_translations_have_the_headings_facts_and_words_of_the_german_text():
    for guide in Guide.objects.all():
        outlines = {
            (
                tuple(re.findall(r"^#+", text.body, re.MULTILINE)),
                tuple(sorted({(token.kind, token.slug) for token in tokens.find(text.body)})),
            )
            for text in guide.translations.all()
        }
        assert len(outlines) == 1, guide


def test_every_land_has_at_least_five_facts():
    for land in Land.objects.all():
        assert land.facts.count() >= 5, land


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_words_and_answers_are_there_in_every_language(language):
    for model, column in [
        (Topic, "title"), (Topic, "summary"), (Term, "say"), (Term, "meaning"),
        (FactKey, "label"), (FactChoice, "text"),
    ]:  # fmt: skip
        assert not model.objects.filter(**{f"{column}_{language}": ""}).exists(), (model, column)
        assert not model.objects.filter(**{f"{column}_{language}": None}).exists(), (model, column)


def test_what_is_said_in_german_is_said_in_every_language():
    for model, column in [(FactKey, "phrase"), (FactKey, "meaning"), (LandFact, "text"), (LandFact, "note")]:
        for row in model.objects.exclude(**{f"{column}_de": ""}):
            for language in LANGUAGES:
                assert getattr(row, f"{column}_{language}"), (row, column, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_keeps_the_place_of_its_value(language):
    for key in FactKey.objects.exclude(phrase_de=""):
        assert getattr(key, f"phrase_{language}").count("{value}") == 1, key


def test_at_least_sixty_words():
    assert Term.objects.count() >= 60


@pytest.mark.parametrize(
    ("language", "script"),
    [(code, "LATIN") for code in ("de", "de_x_leicht", "en", "pl", "ro", "tr")]
    + [("ar", "ARABIC"), ("fa", "ARABIC"), ("ru", "CYRILLIC"), ("uk", "CYRILLIC")],
)
def test_a_word_is_said_in_the_letters_of_the_reader(language, script):
    for term in Term.objects.all():
        letters = [letter for letter in getattr(term, f"say_{language}") if letter.isalpha()]
        assert {unicodedata.name(letter).split()[0] for letter in letters} == {script}, term


@pytest.mark.parametrize("language", ["de", "de_x_leicht", "en", "pl", "ro", "ru", "tr", "uk"])
def test_the_loud_syllable_is_marked(language):
    """In capitals, in Cyrillic by an accent or ё."""
    loud = "[\u0301ё]" if language in ("ru", "uk") else r"(?<!\w)[^\W\d_a-zäöüßșțăşçı]+(?!\w)"
    for term in Term.objects.all():
        said = getattr(term, f"say_{language}")
        assert re.search(loud, said.split("(")[0]), (term, said)


def easy_german() -> list[str]:
    """Every line of the guides, the words and the facts that a reader of easy German sees."""
    return [
        line
        for file in files.CONTENT.rglob("*.*")
        for line in file.read_text().splitlines()
        if "de-x-leicht.md" in file.name or ("de-x-leicht = " in line and "say." not in line)
    ]


def test_easy_german_does_without_man_the_subjunctive_and_the_genitive():
    """Only names, and what a parent says to the school, stand in quotation marks and keep their form."""
    hard = re.compile(
        r"\b(man|des|eines|(würde|könnte|dürfte|müsste|sollte|möchte|hätte|wäre)n?)\b", re.IGNORECASE
    )
    assert [line for line in easy_german() if hard.search(re.sub("„[^“]*“", "", line))] == []


def test_easy_german_spells_a_word_in_one_way_and_a_glossary_word_as_on_letters():
    """It parts long words by a hyphen, but not those that a reader must know again on a letter or a door."""
    words = {word.casefold() for word in re.findall(r"[\w-]+", " ".join(easy_german()))}
    parted = {word.replace("-", "") for word in words if "-" in word}
    assert parted & (words | {term.word.casefold() for term in Term.objects.all()}) == set()


@pytest.mark.parametrize(
    ("land", "last"),
    [
        ("BW", (6, 30)), ("BY", (9, 30)), ("BE", (9, 30)), ("BB", (9, 30)), ("HB", (6, 30)), ("HH", (7, 1)),
        ("HE", (7, 1)), ("MV", (6, 30)), ("NI", (9, 30)), ("NW", (9, 30)), ("RP", (8, 31)), ("SL", (6, 30)),
        ("SN", (6, 30)), ("ST", (6, 30)), ("SH", (6, 30)), ("TH", (8, 1)),
    ],
)  # fmt: skip
def test_the_cut_off_of_each_land(land, last):
    fact = LandFact.objects.get(land=f"DE-{land}", fact_key="enrolment-cutoff")
    assert (fact.month, fact.day) == last


def test_a_second_load_changes_nothing():
    counts = load().as_counts()
    assert counts.pop("unchanged") > 350
    assert counts == {"new": 0, "changed": 0, "kept": 0, "removed": 0}


@pytest.mark.parametrize("language", [code.replace("_x_leicht", "-x-leicht") for code in LANGUAGES])
def test_every_guide_and_the_comparison_can_be_read_in_every_language(client, language):
    for slug in ("how-school-works", "starting-school", "after-primary-school"):
        for land in ("", "DE-SL", "DE-NW"):
            page = client.get(f"/{language}/guides/{slug}/?land={land}")
            assert page.status_code == 200
            assert "{{" not in page.content.decode()
            assert "\ue000" not in page.content.decode()
    assert client.get(f"/{language}/guides/laender/").status_code == 200


def test_every_text_could_be_published_at_the_desk(content):
    assert {str(text): found for text in Translation.objects.all() if (found := problems(text.body))} == {}


def test_every_translation_is_cut_and_joined_without_loss_and_passes_the_checks():
    german = {text.guide_id: text for text in Translation.objects.filter(language="de")}
    translations = Translation.objects.exclude(language="de")
    assert len(translations) == 15 * 9
    for text in translations:
        found = compare(german[text.guide_id], text)
        assert joined(found) == Wording(text.title, text.summary, text.body.strip() + "\n")
        assert faults(found, text.language) == {}, (text.language, text.title)
