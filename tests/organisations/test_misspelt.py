"""One short misspelt word finds the names that it means."""

import pytest

from organisations.choices import ListingState
from organisations.models import NameWord, Organisation
from organisations.services import learn_words
from tests.factories.organisations import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def names() -> None:
    for name in ("Türkischer Verein Köln", "Verein für Familien", "Freier Elternkreis", "Haus am See"):
        OrganisationFactory(name=name)
    OrganisationFactory(name="Verborgen", state=ListingState.SUSPENDED)
    learn_words()


def found(client, words: str) -> list[str]:
    page = client.get("/en/organisations/", {"q": words}).context["page_obj"]
    return [row.name for row in page.object_list]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Vrein", ["Türkischer Verein Köln", "Verein für Familien"]),
        ("Vrein Köln", ["Türkischer Verein Köln"]),
        ("Verien", ["Türkischer Verein Köln", "Verein für Familien"]),
        ("Hasu", ["Haus am See"]),
        ("Vrein Rostock", []),
        ("Xylophon", []),
        ("Vrborgen", []),
    ],
)
def test_a_word_that_no_name_has_is_read_as_the_likeliest_that_one_has(client, typed, meant):
    assert found(client, typed) == meant


def test_a_word_that_more_names_have_is_the_likelier():
    OrganisationFactory(name="Verin")
    learn_words()
    assert NameWord.objects.spelt_right(["vrein"]) == ["verein"]


def test_the_end_that_several_compound_words_share_is_a_word_too(client):
    for name in ("Elterntreff Süd", "Sprachtreff", "Elterntreff Köln"):
        OrganisationFactory(name=name)
    learn_words()
    assert NameWord.objects.get(word="treff").entries == 3
    assert not NameWord.objects.filter(word__in=["reff", "ntreff"]).exists()
    assert found(client, "Trefff") == ["Elterntreff Köln", "Elterntreff Süd", "Sprachtreff"]


def test_words_are_learned_and_forgotten_with_the_names_that_the_public_sees():
    assert NameWord.objects.get(word="verein").entries == 2
    assert not NameWord.objects.filter(word="verborgen").exists()
    assert learn_words() == {"words of names": 0}
    Organisation.objects.filter(name="Verein für Familien").update(state=ListingState.REMOVED)
    assert learn_words() == {"words of names": 3}  # one name fewer has "verein", none the other two
    assert set(NameWord.objects.values_list("word", "entries")) == {
        ("tuerkischer", 1), ("verein", 1), ("koeln", 1), ("freier", 1), ("elternkreis", 1), ("haus", 1),
        ("see", 1),
    }  # fmt: skip


def test_only_words_that_nothing_looks_like_are_asked_for(client, django_assert_num_queries):
    with django_assert_num_queries(5):  # Länder, has any the word, count, rows, who is checked
        found(client, "Verein")
    with django_assert_num_queries(6):  # and does any look like it
        found(client, "Elternkreiss")
    with django_assert_num_queries(7):  # and which word is meant
        found(client, "Vrein")
