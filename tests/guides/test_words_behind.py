"""Words of facts that are older than the German ones: who is told so, and how they are brought up to date."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from portal.guides.choices import Kind
from portal.guides.models import FactChoice, FactKey, LandFact
from portal.guides.services.facts import restore_fact
from portal.lib import duties
from tests.factories.accounts import UserFactory
from tests.factories.guides import FactChoiceFactory, FactKeyFactory, LandFactFactory, TextFactory
from tests.guides.test_desk_facts import address, change, save

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("staff")]


def older(language: str) -> str:
    return told(language, "The German words of this are newer and may say something else.")


def told(language: str, words: str) -> str:
    with override(language):
        return gettext(words)


@pytest.fixture
def staff(client):
    user = UserFactory(is_staff=True)
    client.force_login(user)
    return user


@pytest.fixture
def evenings():
    """How often there are parents' evenings, in German, Arabic and Turkish, and a guide that says it."""
    key = FactKeyFactory(key="evenings", kind=Kind.TEXT, phrase_de="", phrase_ar="", label_tr="Akşamlar")
    text = TextFactory(guide__slug="abend", body="{{fact:evenings}}")
    for language in ("ar", "tr"):
        TextFactory(guide=text.guide, language=language, body="{{fact:evenings}}")
    return LandFactFactory(
        land=None, fact_key=key, month=None, day=None, text_de="Zweimal", text_ar="مرتين", text_tr="İki kez"
    )


def behind(row) -> list[str]:
    row.refresh_from_db()
    return row.behind


def read(client, language: str) -> str:
    with override(language):
        return client.get(reverse("guides:detail", args=["abend"])).content.decode()


def test_words_that_did_not_go_along_with_the_german_lag_behind(client, evenings):
    change(client, address("fact", evenings.pk), text_de="Dreimal", text_tr="Üç kez")
    assert behind(evenings) == ["text_ar"]


def test_the_reader_of_older_words_is_told_so_and_sees_the_german_ones(client, evenings):
    assert older("ar") not in read(client, "ar")
    change(client, address("fact", evenings.pk), text_de="Dreimal", text_tr="Üç kez")
    page = read(client, "ar")
    assert "مرتين" in page
    assert older("ar") in page
    assert '<span lang="de" dir="ltr">Dreimal</span>' in page
    assert older("tr") not in read(client, "tr")
    assert older("de") not in read(client, "de")


def test_the_editor_is_told_which_languages_are_to_be_done(client, evenings):
    change(client, address("fact", evenings.pk), text_de="Dreimal")
    page = client.get(address("fact", evenings.pk)).content.decode()
    assert "Arabisch, Türkisch" in page
    cells = client.get(address("facts") + "?state=behind").context["page_obj"].object_list
    assert [cell.fact for cell in cells] == [evenings]


def test_what_lags_behind_is_a_duty_of_editors(client, evenings, staff):
    board = address("facts") + "?state=behind"
    assert board not in [duty.url for duty in duties.of(staff)]
    change(client, address("fact", evenings.pk), text_de="Dreimal")
    assert board in [duty.url for duty in duties.of(staff)]
    assert board not in [duty.url for duty in duties.of(UserFactory())]


def test_words_of_a_time_that_is_over_are_no_duty(client, evenings, staff):
    day = timezone.localdate() - dt.timedelta(days=1)
    LandFact.objects.update(behind=["text_ar"], valid_until=day)
    assert address("facts") + "?state=behind" not in [duty.url for duty in duties.of(staff)]


def test_a_small_correction_leaves_the_other_languages_as_they_are(client, evenings):
    save(client, address("fact", evenings.pk), text_de="Zweimal.", small="1")
    assert LandFact.objects.get().text_de == "Zweimal."
    assert behind(evenings) == []


def test_new_words_go_along_with_a_small_correction_of_the_german_ones(client, evenings):
    LandFact.objects.update(behind=["text_ar", "text_tr"])
    save(client, address("fact", evenings.pk), text_de="Zweimal.", text_ar="ثلاث مرات", small="1")
    assert behind(evenings) == ["text_tr"]


def test_words_that_still_fit_are_ticked_and_no_longer_behind(client, evenings):
    LandFact.objects.update(behind=["text_ar", "text_tr"])
    save(client, address("fact", evenings.pk), still_fit=["text_ar"])
    assert behind(evenings) == ["text_tr"]


def test_new_words_are_no_longer_behind(client, evenings):
    LandFact.objects.update(behind=["text_ar", "text_tr"])
    save(client, address("fact", evenings.pk), text_ar="ثلاث مرات")
    assert behind(evenings) == ["text_tr"]


def test_a_number_is_right_in_every_language_at_once(client):
    key = FactKeyFactory(key="supplies", kind=Kind.MONEY)
    fact = LandFactFactory(fact_key=key, month=None, day=None, number=130, note_ar="x", source="")
    change(client, address("fact", fact.pk), number="195", note_holds="1")
    assert behind(fact) == []


def test_an_amount_is_not_doubted_for_an_older_note(client):
    key = FactKeyFactory(key="supplies", kind=Kind.MONEY, phrase_de="", phrase_ar="", label_ar="مال")
    LandFactFactory(
        land=None, fact_key=key, month=None, day=None, number=130,
        note_de="Ab August.", note_ar="من يوليو", behind=["note_ar"],
    )  # fmt: skip
    text = TextFactory(guide__slug="abend", body="{{fact:supplies}}\n\nx {{fact:supplies}} y")
    TextFactory(guide=text.guide, language="ar", body=text.body)
    page = read(client, "ar")
    assert older("ar") in page
    assert '<span lang="de" dir="ltr">Ab August.</span>' in page
    assert told("ar", "Please ask the school") not in page


def test_an_older_edit_comes_back_with_what_fitted_then(client, evenings, staff):
    first = LandFact.pgh_event_model.objects.get(pgh_obj=evenings)
    change(client, address("fact", evenings.pk), text_de="Dreimal")
    evenings.refresh_from_db()
    restore_fact(evenings, first.pk, version=evenings.version, by=staff)
    assert behind(evenings) == []


def test_an_answer_and_a_kind_lag_behind_as_well(client):
    answer = FactChoiceFactory(text_ar="الأهل")
    LandFactFactory(fact_key=answer.fact_key, choice=answer, month=None, day=None)
    text = TextFactory(guide__slug="abend", body="{{fact:recommendation}}")
    TextFactory(guide=text.guide, language="ar", body="{{fact:recommendation}}")
    save(client, address("fact_answer", answer.pk), text_de="Die Schule.")
    assert behind(answer) == ["text_ar"]
    save(client, address("fact_key", "recommendation"), label_de="Die Empfehlung")
    assert behind(answer.fact_key) == ["label_ar"]
    save(client, address("fact_answer", answer.pk), still_fit=["text_ar"])
    save(client, address("fact_key", "recommendation"), still_fit=["label_ar"])
    assert (FactChoice.objects.get().behind, FactKey.objects.get().behind) == ([], [])


def test_the_comparison_of_the_laender_doubts_older_words(client, evenings):
    berlin = LandFactFactory(fact_key=evenings.fact_key, text_de="Nie", text_ar="أبدا", behind=["text_ar"])
    with override("ar"):
        rows = client.get(reverse("guides:compare")).context["comparison"].rows
    assert [row.cells[0].doubtful for row in rows if row.code == berlin.land_id] == [True]
