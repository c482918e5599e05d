"""Who translates into which language, and what they see."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError

from portal.guides import rules
from portal.guides.models import Guide, Translator
from portal.guides.services import give_language, take_language
from tests.factories.accounts import UserFactory
from tests.factories.guides import TextFactory, TranslatorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return UserFactory(is_staff=True, is_superuser=True)


def test_staff_give_a_language_once_and_take_it_back(staff):
    person = UserFactory()
    translator = give_language(person, "ar", by=staff)
    assert give_language(person, "ar", by=staff) == translator
    assert rules.may_translate(person, "ar")
    take_language(translator, by=staff)
    assert not rules.may_translate(person, "ar")


@pytest.mark.parametrize("language", ["de", "xx", ""])
def test_nobody_is_made_a_translator_into_the_master_or_an_unknown_language(staff, language):
    with pytest.raises(ValidationError) as refused:
        give_language(UserFactory(), language, by=staff)
    assert "language" in refused.value.message_dict


def test_only_staff_give_and_take_languages(staff):
    translator = TranslatorFactory()
    for person in (None, translator.user, UserFactory()):
        with pytest.raises(PermissionDenied):
            give_language(UserFactory(), "tr", by=person)
        with pytest.raises(PermissionDenied):
            take_language(translator, by=person)
    assert Translator.objects.get() == translator


def test_a_translator_may_translate_into_her_language_only(staff):
    person = TranslatorFactory(language="uk").user
    closed = TranslatorFactory(user__is_active=False).user
    assert [code for code in ("uk", "ar", "de") if rules.may_translate(person, code)] == ["uk"]
    assert [code for code in ("uk", "ar", "de") if rules.may_translate(staff, code)] == ["uk", "ar"]
    assert not rules.may_translate(closed, "ar")
    assert not rules.may_translate(AnonymousUser(), "ar")
    assert not rules.may_write(person, "de")
    assert rules.may_write(staff, "de")


def test_guides_are_translated_once_their_german_text_is_public(staff):
    guide = TextFactory().guide
    TextFactory(state="draft")
    person = TranslatorFactory(language="uk").user
    assert list(Guide.objects.to_translate(person, "uk")) == [guide]
    assert list(Guide.objects.to_translate(person, "ar")) == []
    assert list(Guide.objects.to_translate(AnonymousUser(), "uk")) == []


def test_translators_see_themselves_and_staff_see_all(staff):
    one, other = TranslatorFactory(), TranslatorFactory(language="uk")
    assert list(Translator.objects.visible_to(one.user)) == [one]
    assert list(Translator.objects.visible_to(staff)) == [one, other]
    assert list(Translator.objects.visible_to(AnonymousUser())) == []


def test_a_language_is_given_in_the_admin(client, staff):
    client.force_login(staff)
    person = UserFactory()
    added = client.post("/admin/guides/translator/add/", {"user": person.pk, "language": "ar"})
    assert added.status_code == 302
    refused = client.post("/admin/guides/translator/add/", {"user": person.pk, "language": "de"})
    assert refused.status_code == 200
    assert [row.language for row in person.translator_languages.all()] == ["ar"]
