"""What a picture shows is said in each language whose text shows it, before it is published."""

import pytest
from django.core.exceptions import ValidationError

from portal.guides.models import Picture, Translation
from portal.guides.services import change_picture, preparing, save_text, translating
from tests.factories.accounts import UserFactory
from tests.factories.guides import PictureFactory, TextFactory, TranslatorFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
BODY = "Hier.\n\n{{picture:schulhof}}\n"
SAID = "The picture schulhof does not say in Arabic what it shows."


@pytest.fixture
def staff():
    return UserFactory(is_staff=True)


@pytest.fixture
def picture():
    """As its form takes it: German words are enough there."""
    return PictureFactory()


@pytest.fixture
def german(picture):
    return TextFactory(guide__slug="schule", title="Schule", summary="Alles.", body=BODY)


@pytest.fixture
def arabic(german):
    return TextFactory(guide=german.guide, language="ar", title="مدرسة", summary="كل شيء.", body=BODY)


def describe(picture, staff, arabic: str) -> Picture:
    words = {"alternative_de": "Ein Schulhof", "alternative_ar": arabic}
    picture.refresh_from_db()
    return change_picture(picture, None, alternatives=words, credit="", version=picture.version, by=staff)


def publish(german, staff) -> Translation:
    wording = preparing.Wording("Schule", "Alles.", BODY + "\nNeu.\n")
    return preparing.publish(german, wording, seen=preparing.Seen(german.version, 0, ""), by=staff)


def test_an_editor_publishes_once_every_language_that_shows_it_has_its_words(german, arabic, picture, staff):
    with pytest.raises(ValidationError, match=SAID):
        publish(german, staff)
    describe(picture, staff, "ساحة")
    assert publish(german, staff).body.endswith("Neu.\n")


def test_an_editor_reads_it_before(client, german, arabic, staff):
    client.force_login(staff)
    assert SAID in client.get("/en/desk/guides/schule/").text
    assert SAID in client.post("/en/desk/guides/schule/preview/", {"body": BODY}).text
    assert SAID not in client.post("/en/desk/guides/schule/preview/", {"body": "Hier."}).text


def test_so_does_a_translator(german, picture, staff):
    rana = TranslatorFactory(language="ar").user
    draft = translating.begin(german.guide, "ar", by=rana)
    words = {0: "مدرسة", 1: "كل شيء.", 2: "هنا.", 3: "{{picture:schulhof}}"}
    draft = translating.keep(draft, words, {}, by=rana, version=draft.version)
    with pytest.raises(translating.Faulty) as faulty:
        translating.submit(draft, by=rana, version=draft.version)
    assert [(at, SAID in line) for at, [line] in faulty.value.places.items()] == [(3, True)]
    describe(picture, staff, "ساحة")
    assert translating.submit(draft, by=rana, version=draft.version).step == "review"


def test_words_that_readers_have_are_not_taken_away(german, arabic, picture, staff):
    describe(picture, staff, "ساحة")
    with pytest.raises(ValidationError) as refused:
        describe(picture, staff, "")
    assert list(refused.value.message_dict) == ["alternative_ar"]
    save_text(arabic, title="مدرسة", summary="كل شيء.", body="هنا.", version=1, made_from=1, by=staff)
    assert describe(picture, staff, "").alternative_ar == ""
