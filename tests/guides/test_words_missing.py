"""Words of facts that stand in German only: the desk says so, and readers see which language it is."""

import re

import pytest
from django.urls import reverse
from django.utils.translation import override

from portal.guides.choices import Kind
from tests.factories.accounts import UserFactory
from tests.factories.guides import FactChoiceFactory, FactKeyFactory, LandFactFactory, TextFactory
from tests.guides.test_desk_facts import address, money, save, shown

pytestmark = pytest.mark.django_db

OTHERS = {"ar", "de-x-leicht", "en", "fa", "pl", "ro", "ru", "tr", "uk"}
IN_EVERY_LANGUAGE = {f"note_{code.replace('-', '_')}": "Ab August." for code in {"de", *OTHERS}}


@pytest.fixture
def staff(client):
    user = UserFactory(is_staff=True)
    client.force_login(user)
    return user


def read(client, language: str) -> str:
    with override(language):
        page = client.get(reverse("guides:detail", args=["geld"])).text
    return re.search(r'<div class="fact" .*?</div>', page, re.DOTALL)[0]


def told(client, fact, **changes) -> list[tuple[str, str]]:
    save(client, address("fact", fact.pk), **changes)
    messages = client.get(address("fact", fact.pk)).context["messages"]
    return [(message.level_tag, str(message)) for message in messages]


@pytest.mark.usefixtures("staff")
def test_after_saving_one_reads_in_which_languages_words_are_missing(client):
    [(level, said)] = told(client, money(), note_de="Ab August.")
    assert level == "warning"
    assert "Leichte Sprache, Englisch, Arabisch" in said


@pytest.mark.usefixtures("staff")
def test_nothing_is_said_to_be_missing_where_every_language_has_its_words(client):
    [(level, said)] = told(client, money(), **IN_EVERY_LANGUAGE)
    assert (level, "Arabisch" in said) == ("success", False)


@pytest.mark.usefixtures("staff")
def test_the_board_finds_facts_whose_words_are_missing_in_some_language(client):
    fact = money()
    assert shown(client, "?state=missing") == []
    save(client, address("fact", fact.pk), note_de="Ab August.", note_en="From August.")
    assert shown(client, "?state=missing") == [("supplies", "DE")]
    page = client.get(address("facts") + "?state=missing").text
    assert page.count("Arabisch") == 1
    assert "Englisch" not in page.split("<tbody>")[1]


def test_the_words_of_its_answer_count_as_well():
    choice = FactChoiceFactory(text_de="Die Eltern.", text_ar="الأهل.")
    fact = LandFactFactory(fact_key=choice.fact_key, month=None, day=None, choice=choice)
    assert set(fact.readers_missing) == OTHERS - {"ar"}


def test_a_note_in_german_is_marked_for_readers_of_other_languages(client):
    TextFactory(guide__slug="geld", body="{{fact:supplies}}")
    money(note_de="Gilt ab August.", note_en="From August on.")
    assert '<span class="tag">Almanca</span> <span lang="de" dir="ltr">Gilt ab August.</span>' in read(
        client, "tr"
    )
    for language in ("de", "de-x-leicht", "en"):
        assert 'class="tag"' not in read(client, language)


def test_a_value_in_german_words_is_marked_too(client):
    TextFactory(guide__slug="geld", body="{{fact:evenings}}")
    key = FactKeyFactory(key="evenings", kind=Kind.TEXT, phrase_de="", phrase_ar="")
    LandFactFactory(land=None, fact_key=key, month=None, day=None, text_de="Zweimal")
    assert '<span class="tag">Almanca</span>' in read(client, "tr")
    assert 'class="tag"' not in read(client, "de")
