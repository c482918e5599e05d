"""How was it? A family may share a phone: every voice counts once, and it is said what became of it."""

import re
import uuid
from datetime import datetime, timedelta

import pytest
import time_machine

from parentwork.choices import CountKind
from parentwork.models import AnswerCount, Headcount
from portal.lib.dates import BERLIN
from tests.factories.parentwork import SeatFactory, WorkshopDateFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
EVENING = datetime(2026, 12, 1, 17, 30, tzinfo=BERLIN)
ALREADY = "Somebody has answered on this phone already"


@pytest.fixture(autouse=True)
def morning_after():
    with time_machine.travel(EVENING + timedelta(hours=16), tick=False):
        yield


@pytest.fixture
def evening(cast):
    date = WorkshopDateFactory(
        workshop__organisation=cast.association, starts=EVENING, recorded=EVENING + timedelta(hours=3)
    )
    Headcount.objects.create(date=date, kind=CountKind.WALK_IN, adults=9)
    return date


def counted() -> int:
    return sum(AnswerCount.objects.values_list("count", flat=True))


def hidden(page: str) -> dict[str, str]:
    return {
        name: value
        for name in ("token", "another")
        for value in re.findall(rf'name="{name}" value="([^"]*)"', page)
    }


def send(client, path: str, **said):
    return client.post(path, {"token": str(uuid.uuid4()), "how": "good"} | said)


def test_a_second_answer_is_asked_about_and_counted_for_another_person(client, evening):
    path = evening.feedback_path()
    client.get(path)
    assert send(client, path).url == f"{path}?said"
    asked = send(client, path)
    assert (asked.status_code, counted()) == (200, 1)
    assert ALREADY in asked.text
    assert "These answers are not counted yet." in asked.text
    assert re.search(r'value="good"[^>]* checked', asked.text), "what was said is kept"
    assert send(client, path, **hidden(asked.text)).url == f"{path}?said"
    assert counted() == 2


def test_in_whatever_language(client, evening):
    path = evening.feedback_path()
    client.get(path)
    send(client, path)
    assert send(client, path.replace("/en/", "/ar/")).status_code == 200
    assert counted() == 1


def test_the_thanks_offer_it_to_another_person_at_once(client, evening):
    path = evening.feedback_path()
    client.get(path)
    thanks = client.get(send(client, path).url).text
    assert f'href="{path}?another"' in thanks
    page = client.get(f"{path}?another").text
    assert send(client, path, **hidden(page)).url == f"{path}?said"
    assert counted() == 2


def test_a_double_tap_says_of_both_what_became_of_the_first(client, evening):
    path = evening.feedback_path()
    client.get(path)
    token = {"token": str(uuid.uuid4())}
    assert [send(client, path, **token).url for _tap in range(2)] == [f"{path}?said"] * 2
    token = {"token": str(uuid.uuid4())}
    assert [ALREADY in send(client, path, **token).text for _tap in range(2)] == [True, True]
    assert counted() == 1


def test_a_phone_is_no_ballot_box(client, evening):
    path = evening.feedback_path()
    client.get(path)
    sent = [send(client, path, another="on").url for _person in range(5)]
    assert sent == [f"{path}?said"] * 4 + [f"{path}?over=phone"]
    page = client.get(sent[-1]).text
    assert "These answers are not counted" in page
    assert "Thank you" not in page
    assert counted() == 4


def test_by_the_link_of_a_family_each_adult_answers_once_and_the_page_says_so(client, evening):
    path = SeatFactory(date=evening, adults=2).feedback_path()
    assert "Each adult may answer once" in client.get(path).text
    sent = [send(client, path).url for _adult in range(3)]
    assert sent == [f"{path}?said"] * 2 + [f"{path}?over=family"]
    assert "Every adult of your family has answered already." in client.get(sent[-1]).text
    assert f'href="{path}"' in client.get(sent[0]).text
    assert counted() == 2


def test_once_all_have_answered_the_link_of_a_family_says_so_instead_of_asking(client, evening):
    path = SeatFactory(date=evening, adults=2).feedback_path()
    for _adult in range(2):
        page = client.get(path).text
        assert '<form class="form opinion"' in page
        send(client, path)
    page = client.get(path).text
    assert "Every adult of your family has answered already." in page
    assert '<form class="form opinion"' not in page
    assert "Thank you" in client.get(f"{path}?said").text


def test_where_as_many_have_answered_as_came_it_is_said(client, evening):
    Headcount.objects.update(adults=1)
    path = evening.feedback_path()
    for url in (f"{path}?said", f"{path}?over=full"):
        client.cookies.clear()
        client.get(path)
        assert send(client, path).url == url
    assert "As many people have answered already as came" in client.get(f"{path}?over=full").text
    assert "These answers are not counted" not in client.get(f"{path}?over=odd").text


def test_who_has_answered_by_the_code_in_the_room_is_asked_before_the_family_counts_too(client, evening):
    own = SeatFactory(date=evening, adults=2).feedback_path()
    client.get(evening.feedback_path())
    assert send(client, evening.feedback_path()).url.endswith("?said")
    asked = send(client, own)
    assert (asked.status_code, counted()) == (200, 1)
    assert ALREADY in asked.text
    assert send(client, own, **hidden(asked.text)).url == f"{own}?said"
    assert counted() == 2, "the other adult of the family"


def test_a_family_that_comes_too_late_is_not_told_that_it_has_answered(client, evening):
    Headcount.objects.update(adults=1)
    assert send(client, evening.feedback_path()).url.endswith("?said")
    own = SeatFactory(date=evening, adults=1).feedback_path()
    answer = send(client, own)
    assert answer.url == f"{own}?over=full"
    page = client.get(answer.url).text
    assert "As many people have answered already as came" in page
    assert "Every adult of your family has answered already." not in page
