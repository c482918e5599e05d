"""The providers of machine translations, against one on this machine."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.lib import machine_translation as machine
from portal.lib.machine_translation import Closed, OwnText, Refused, TryLater
from tests.machine_provider import provider

__all__ = ["provider"]

TEXTS = [OwnText('Guten <g id="1">Tag</g>'), OwnText("Hallo")]
SAID = " هذه كلمات عربية كثيرة هنا "
ANSWERS = [f'{SAID}<g id="1">{SAID}</g>', SAID]


@pytest.fixture(params=["deepl", "libretranslate"])
def asked(request, provider, settings):
    settings.MACHINE_TRANSLATION_URL = provider.url(request.param)
    return provider


def translate(texts=TEXTS, target="ar"):
    return machine.provider().translate(texts, "de", target)


def test_texts_come_back_in_their_order_with_their_elements(asked):
    assert translate() == ANSWERS
    assert asked.asked == [[text.markup for text in TEXTS]]


def test_deepl_gets_its_key_and_its_codes(provider):
    translate(target="en")
    assert provider.headers[0]["Authorization"] == "DeepL-Auth-Key geheim"
    assert provider.fields[0] | {"text": []} == {
        "source_lang": ["DE"], "target_lang": ["EN-GB"], "tag_handling": ["xml"],
        "preserve_formatting": ["1"], "text": [],
    }  # fmt: skip


def test_libretranslate_gets_its_key_and_its_codes(provider, settings):
    settings.MACHINE_TRANSLATION_URL = provider.url("libretranslate")
    translate()
    assert provider.fields[0] == {
        "q": [text.markup for text in TEXTS], "source": "de", "target": "ar", "format": "html",
        "api_key": "geheim",
    }  # fmt: skip


def test_a_text_that_somebody_wrote_does_not_leave_the_house(asked):
    with pytest.raises(TypeError):
        translate([TEXTS[0], "Ich heiße Amal."])
    assert asked.asked == []


@pytest.mark.parametrize(
    ("status", "headers", "kind", "seconds"),
    [
        (429, {"Retry-After": "7"}, TryLater, 7),
        (429, {}, TryLater, 60),
        (503, {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, TryLater, 60),
        (500, {"Retry-After": "999999"}, TryLater, 3600),
        (400, {}, Refused, 0),
        (413, {}, Refused, 0),
        (403, {}, Closed, 0),
        (456, {}, Closed, 0),
        (302, {"Location": "http://127.0.0.1:1/"}, Refused, 0),
    ],
)
def test_every_no_says_whether_to_try_again(asked, status, headers, kind, seconds):
    asked.first = [(status, headers)]
    with pytest.raises(kind) as refused:
        translate()
    assert refused.value.reason == f"HTTP {status}"
    assert getattr(refused.value, "seconds", 0) == seconds
    assert len(asked.asked) == 1


def test_who_does_not_answer_in_time_is_asked_later(asked, monkeypatch):
    monkeypatch.setattr(machine, "TIMEOUT_SECONDS", 0.05)
    asked.hangs = True
    with pytest.raises(TryLater):
        translate()


def test_nobody_there_is_asked_later(settings):
    settings.MACHINE_TRANSLATION_URL = "deepl+http://x@127.0.0.1:1"
    with pytest.raises(TryLater):
        translate()


@pytest.mark.parametrize("answer", [b"<html>", b"[]", b'{"translations": []}', b'{"translatedText": [1, 2]}'])
def test_an_answer_that_is_none_is_refused(provider, settings, answer):
    settings.MACHINE_TRANSLATION_URL = provider.url("libretranslate" if b"Text" in answer else "deepl")
    provider.answer = lambda path, body: (200, {}, answer)
    with pytest.raises(Refused):
        translate()


@pytest.mark.parametrize("url", ["deepl://", "google://key@host", "deepl+ftp://key@host", "https://host"])
def test_an_unknown_provider_is_a_fault_of_the_settings(settings, url):
    settings.MACHINE_TRANSLATION_URL = url
    with pytest.raises(ImproperlyConfigured):
        machine.provider()


@pytest.mark.parametrize(
    ("words", "language", "right"),
    [
        ("اذهبوا إلى اجتماع الأهل في المدرسة (Elternabend).", "ar", True),
        ("Gehen Sie zum Elternabend in die Schule.", "ar", False),
        ("Go to the parents' evening at school.", "ar", False),
        ("Go to the parents' evening at school.", "en", True),
        ("Gehen Sie zum Elternabend in die Schule.", "en", False),
        ("Сходіть на батьківські збори в школі.", "uk", True),
        ("Go to the parents' evening at school.", "uk", False),
    ],
)
def test_an_answer_in_another_language_is_recognised_by_its_letters(words, language, right):
    assert machine.in_language(words, "Gehen Sie zum Elternabend in die Schule.", language) is right
