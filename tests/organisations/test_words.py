"""Texts in several languages: which of them still say what the German one says."""

import pytest

from organisations import services
from organisations.models import Organisation

pytestmark = pytest.mark.django_db
DESK = "/en/desk/organisations/elterntreff-nordstadt/"
TURKISH = f"{DESK}words/tr/"


@pytest.fixture
def association(cast) -> Organisation:
    """German first, then Turkish made from it."""
    cast.association.email = "info@nordstadt.example"
    cast.association.summary_de = "Wir helfen."
    cast.association.save()
    write(cast.association, summary_de="Wir helfen gern.", about_de="Jeden Montag.")
    write(cast.association, summary_tr="Yardım ederiz.")
    return cast.association


@pytest.fixture
def editor(client, cast, association):
    client.force_login(cast.editor)
    return client


def write(association: Organisation, **words) -> None:
    association.refresh_from_db()
    services.update_profile(association, words, version=association.version, by=None)
    association.refresh_from_db()


def test_a_translation_is_older_once_the_german_text_has_changed(editor, association):
    assert association.outdated_words == []
    write(association, about_de="Jeden Dienstag.")
    assert association.outdated_words == ["tr"]
    page = editor.get(TURKISH)
    assert "The German text has changed since" in page.text
    (change,) = page.context["changes"]
    said = [(piece.change, piece.text) for piece in change.paragraphs[0].pieces]
    assert said == [("same", "Jeden "), ("gone", "Montag"), ("new", "Dienstag"), ("same", ".")]
    assert "older than the German text" in editor.get(f"{DESK}words/de/").text
    assert "1 language is outdated" in editor.get(DESK).text


def test_saving_it_as_it_is_says_that_it_still_fits(editor, association):
    write(association, about_de="Jeden Dienstag.")
    editor.post(TURKISH, {"version": association.version, "summary": "Yardım ederiz.", "about": ""})
    association.refresh_from_db()
    assert association.outdated_words == []
    assert "The German text has changed since" not in editor.get(TURKISH).text


def test_german_that_was_saved_without_a_change_ages_nothing(editor, association):
    entered = {"summary": "Wir helfen gern.", "about": "Jeden Montag."}
    editor.post(f"{DESK}words/de/", {"version": association.version, **entered})
    association.refresh_from_db()
    assert (association.version, association.outdated_words) == (4, [])


def test_a_change_of_other_facts_ages_nothing(association):
    write(association, founded=1999, languages=["de"])
    assert association.outdated_words == []


def test_a_language_without_a_text_is_not_older(association):
    write(association, about_de="Jeden Dienstag.")
    assert "pl" not in association.outdated_words


def test_where_the_old_german_is_no_longer_kept_the_state_is_still_said(editor, association):
    association.events.all().delete()
    write(association, about_de="Jeden Dienstag.")
    page = editor.get(TURKISH)
    assert page.context["changes"] == []
    assert "The German text has changed since" in page.text


def test_the_german_text_stands_beside_its_translation(editor):
    assert "Jeden Montag." in editor.get(TURKISH).text


@pytest.mark.parametrize("changes", [1, 3])
def test_a_page_of_an_outdated_text_asks_as_often(editor, association, django_assert_num_queries, changes):
    for number in range(changes):
        write(association, about_de=f"Fassung {number}.")
    with django_assert_num_queries(11):
        editor.get(TURKISH)
