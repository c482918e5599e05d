"""A reader says whether a guide helped."""

import re
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from portal.guides.choices import State
from portal.guides.models import GuideFeedback, Translation
from tests.factories.accounts import UserFactory
from tests.factories.guides import TextFactory
from tests.factories.places import LandFactory

pytestmark = pytest.mark.django_db
PAGE = "/ar/guides/schule/feedback/"
TAP = "/ar/guides/schule/helped/"
HERE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(autouse=True)
def guide():
    cache.clear()
    LandFactory()
    TextFactory(guide__slug="schule", title="Schule")
    return TextFactory(guide__slug="schule", language="ar", title="المدرسة").guide


def send(client, **words):
    return client.post(PAGE + "?land=DE-NW", {"key": uuid4(), "helped": "no"} | words)


def tap(client, answer="no", headers=HERE, **more):
    return client.post(TAP + "?land=DE-NW", {"helped": answer}, headers=headers, **more)


# -- one tap


def test_the_guide_asks_by_two_buttons_that_need_no_token(client):
    form = client.get("/ar/guides/schule/?land=DE-NW").text.partition("</article>")[2].partition("<form")[2]
    assert f'method="post" action="{TAP}?land=DE-NW"' in form
    assert re.findall(r'name="helped" value="(\w+)"', form) == ["yes", "no"]
    assert "csrfmiddlewaretoken" not in form


@pytest.mark.parametrize("headers", [HERE, {"Origin": "http://testserver"}])
def test_one_tap_counts_and_leads_to_where_words_may_be_added(guide, headers):
    client = Client(enforce_csrf_checks=True)
    response = tap(client, headers=headers)
    said = GuideFeedback.objects.get()
    assert (said.guide, said.language, said.land_id, said.helped) == (guide, "ar", "DE-NW", False)
    assert response["Location"] == f"/ar/guides/feedback/{said.key}/?land=DE-NW"
    page = client.get(response["Location"])
    assert (page.status_code, 'name="sentence"' in page.text) == (200, True)
    assert 'href="/ar/guides/schule/?land=DE-NW"' in page.text


@pytest.mark.parametrize(
    "headers",
    [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://else.example"}, {"Origin": "null"},
     {"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"}],
)  # fmt: skip
def test_a_tap_from_elsewhere_does_not_count_and_is_asked_about(client, headers):
    response = tap(client, headers=headers)
    assert not GuideFeedback.objects.exists()
    assert response["Location"] == f"{PAGE}?helped=no&land=DE-NW"
    assert re.search(r'value="no"[^>]*checked', client.get(response["Location"]).text)


@pytest.mark.parametrize("words", [{}, {"helped": "perhaps"}])
def test_a_tap_on_nothing_is_asked_about(client, words):
    response = client.post(TAP, words, headers=HERE)
    assert response["Location"].partition("?")[0] == PAGE
    assert not GuideFeedback.objects.exists()


def test_a_tap_is_no_page_to_come_back_to(client):
    assert client.get(TAP)["Location"] == PAGE
    assert not GuideFeedback.objects.exists()


def test_a_tap_that_trembles_counts_once_and_leads_to_the_same_page(client):
    assert tap(client)["Location"] == tap(client)["Location"]
    assert GuideFeedback.objects.count() == 1


def test_another_answer_another_browser_and_another_moment_count_for_themselves(client, time_machine):
    tap(client)
    tap(client, "yes")
    tap(client, headers=HERE | {"User-Agent": "another phone"})
    tap(client, REMOTE_ADDR="192.0.2.7")
    assert GuideFeedback.objects.count() == 4
    cache.clear()
    tap(client)
    assert GuideFeedback.objects.count() == 5


def test_too_many_taps_from_one_address_have_to_wait(client, time_machine):
    time_machine.move_to("2026-11-25 12:00:00+00:00", tick=False)
    assert [tap(client).status_code for _number in range(21)] == [302] * 20 + [429]


# -- and a sentence, for whoever likes


def test_words_join_the_answer_that_counts_already(client):
    address = tap(client)["Location"]
    response = client.post(address, {"sentence": " لم أفهم كلمة Stichtag "})
    assert response["Location"] == "/ar/guides/schule/feedback/thanks/?land=DE-NW"
    said = GuideFeedback.objects.get()
    assert (said.sentence, said.helped) == ("لم أفهم كلمة Stichtag", False)


def test_words_are_said_once(client):
    address = tap(client)["Location"]
    for sentence in ("Gut", "Noch einmal"):
        assert "/thanks/" in client.post(address, {"sentence": sentence})["Location"]
    assert GuideFeedback.objects.get().sentence == "Gut"
    assert "/thanks/" in client.get(address)["Location"]


def test_a_word_too_many_is_named_and_kept(client):
    response = client.post(tap(client)["Location"], {"sentence": "x" * 501})
    assert (response.status_code, "x" * 501 in response.text) == (422, True)
    assert GuideFeedback.objects.get().sentence == ""


def test_words_need_a_token_and_an_answer(client):
    address = tap(client)["Location"]
    assert Client(enforce_csrf_checks=True).post(address, {"sentence": "Gut"}).status_code == 403
    assert client.get(f"/ar/guides/feedback/{uuid4()}/").status_code == 404


def test_no_words_are_asked_for_about_a_guide_that_nobody_can_read_any_more(client):
    address = tap(client)["Location"]
    Translation.objects.update(state=State.DRAFT)
    assert client.get(address).status_code == 404


# -- on a page of its own


def test_language_and_land_are_kept_with_what_was_said(client, guide):
    response = send(client, sentence=" لم أفهم كلمة Stichtag ")
    assert response["Location"] == "/ar/guides/schule/feedback/thanks/?land=DE-NW"
    said = GuideFeedback.objects.get()
    assert (said.guide, said.language, said.land_id, said.helped) == (guide, "ar", "DE-NW", False)
    assert said.sentence == "لم أفهم كلمة Stichtag"
    assert client.get(response["Location"]).status_code == 200


def test_a_double_tap_counts_once(client):
    key = uuid4()
    send(client, key=key)
    send(client, key=key)
    assert GuideFeedback.objects.count() == 1


@pytest.mark.parametrize(
    ("words", "field"),
    [({"helped": ""}, "helped"), ({"helped": "perhaps"}, "helped"), ({"sentence": "x" * 501}, "sentence")],
)
def test_a_bad_answer_is_named_on_its_field_and_keeps_the_words(client, words, field):
    response = send(client, **{"sentence": "Gut"} | words)
    assert response.status_code == 422
    assert f'id="id_{field}' in response.text
    assert 'class="error-summary' in response.text
    assert ("Gut" if "sentence" not in words else "xxx") in response.text
    assert not GuideFeedback.objects.exists()


def test_too_many_answers_from_one_address_have_to_wait(client, time_machine):
    time_machine.move_to("2026-11-25 12:00:00+00:00", tick=False)
    answers = [send(client).status_code for _number in range(21)]
    assert answers == [302] * 20 + [429]


def test_no_feedback_for_a_guide_that_nobody_can_read(client):
    assert client.get("/de/guides/unbekannt/feedback/").status_code == 404


def test_words_are_forgotten_after_a_year_and_the_count_stays(client, time_machine, settings):
    time_machine.move_to("2026-01-10 12:00:00+00:00")
    send(client, sentence="Alt")
    time_machine.move_to("2027-01-09 12:00:00+00:00")
    cache.clear()
    send(client, sentence="Neu")
    assert settings.GUIDE_FEEDBACK_DAYS == 365
    call_command("purge", verbosity=0)
    assert set(GuideFeedback.objects.values_list("sentence", flat=True)) == {"Alt", "Neu"}
    time_machine.move_to("2027-01-12 12:00:00+00:00")
    call_command("purge", verbosity=0)
    assert set(GuideFeedback.objects.values_list("sentence", flat=True)) == {"", "Neu"}


def test_editors_read_it_by_guide_language_and_land(client, settings):
    send(client, sentence="Mehr Beispiele")
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    settings.DEMO = True  # no second factor
    listed = client.get(
        reverse("admin:guides_guidefeedback_changelist"),
        {"language__exact": "ar", "land__code__exact": "DE-NW"},
    )
    assert "Mehr Beispiele" in listed.text


@pytest.mark.parametrize("language", ["de", "ar", "fa", "tr"])
def test_a_question_that_is_left_open_is_named_without_a_colon(client, language):
    page = client.post(f"/{language}/guides/schule/feedback/", {"key": uuid4()}).text
    summary = page.partition('class="error-summary"')[2].partition("</ul>")[0]
    label = re.search(r"<bdi>([^<]*)</bdi>(.)", summary)
    assert (label[1][-1] in "?؟", label[2]) == (True, " ")
