"""A reader says whether a guide helped."""

import re
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.urls import reverse

from portal.guides.models import GuideFeedback
from tests.factories.accounts import UserFactory
from tests.factories.guides import TextFactory
from tests.factories.places import LandFactory

pytestmark = pytest.mark.django_db
PAGE = "/ar/guides/schule/feedback/"


@pytest.fixture(autouse=True)
def guide():
    cache.clear()
    LandFactory()
    TextFactory(guide__slug="schule", title="Schule")
    return TextFactory(guide__slug="schule", language="ar", title="المدرسة").guide


def send(client, **words):
    return client.post(PAGE + "?land=DE-NW", {"key": uuid4(), "helped": "no"} | words)


def test_the_guide_asks_by_links_and_the_answer_is_chosen_already(client):
    page = client.get("/ar/guides/schule/?land=DE-NW").text
    assert "<form" not in page.partition("</article>")[2]
    address = re.search(r'href="(/ar/guides/schule/feedback/\?helped=no[^"]*)"', page)[1].replace(
        "&amp;", "&"
    )
    assert re.search(r'value="no"[^>]*checked', client.get(address).text)


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
