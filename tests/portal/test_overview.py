"""The first page of the desk: what waits for me, in the order of the days, and what others do."""

import re
from datetime import date, timedelta

import pytest

from funding.choices import State
from portal.lib import duties
from portal.lib.dates import today
from portal.lib.duties import Duty
from tests.factories.pages import ReportFactory
from tests.funding import scenes
from tests.funding.matrix import placed
from tests.organisations.yearly import profile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def yearly_questions_are_answered(cast):
    profile(cast.association)
    profile(cast.umbrella)


def words(client, user):
    client.force_login(user)
    page = client.get("/en/desk/").content.decode().partition("<main")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_deadlines_come_first_then_what_has_waited_longest():
    late = Duty("late", "/", until=today() - timedelta(1))
    soon = Duty("soon", "/", until=today() + timedelta(3))
    old, new = Duty("old", "/", since=date(2026, 1, 1)), Duty("new", "/", since=date(2026, 5, 1))
    some_day = Duty("some day", "/")
    assert duties.in_order([new, some_day, soon, old, late]) == [late, soon, old, new, some_day]


def test_what_has_time_is_folded_but_never_what_is_late_or_due_today():
    dated = [Duty(f"late {number}", "/", until=today() - timedelta(1)) for number in range(3)]
    dated += [Duty(f"today {number}", "/", until=today()) for number in range(4)]
    some_day = [Duty(f"some day {number}", "/") for number in range(7)]
    assert duties.first_and_rest(dated + some_day) == (dated, some_day)
    assert duties.first_and_rest(some_day) == (some_day[:5], some_day[5:])


@pytest.mark.usefixtures("yearly_questions_are_answered")
def test_the_rest_is_one_tap_away_and_today_is_called_today(client, cast, monkeypatch):
    def seven(user):
        return [Duty("first", "/", until=today()), *(Duty(f"task {number}", "/") for number in range(6))]

    monkeypatch.setattr(duties, "_sources", {"here": seven})
    page = words(client, cast.coordinator)
    assert "first today" in page
    assert page.index("task 3") < page.index("2 more that have time") < page.index("task 4")


def test_a_duty_says_until_when_and_whose_turn_it_is(client, cast):
    row = scenes.announced(cast)
    text = words(client, cast.coordinator)
    assert "Prove how the money for “Elternlotsen Nordstadt” was used" in text
    assert "until 30 June 2027" in text
    assert "Nothing is open" not in text
    row.award.proof_due = today() - timedelta(days=1)
    row.award.save()
    assert "overdue since" in words(client, cast.coordinator)


@pytest.mark.usefixtures("yearly_questions_are_answered")
def test_what_others_do_stands_apart(client, cast):
    placed(cast, State.IN_REVIEW)
    text = words(client, cast.coordinator)
    assert "Nothing waits for you" in text
    assert text.index("What others are working on") < text.index("Request “Elternlotsen” is being checked")
    assert "Whose turn: Musterstelle Förderung" in text


@pytest.mark.usefixtures("yearly_questions_are_answered")
def test_everybody_has_an_overview_even_without_duties(client, cast):
    for name in ("helper", "reader", "translator", "countersigner", "umbrella_coordinator"):
        assert "Nothing waits for you" in words(client, getattr(cast, name)), name


def test_staff_sees_by_when_a_report_is_to_be_answered(client, cast):
    report = ReportFactory()
    text = words(client, cast.portal_staff)
    assert "Answer a report of a barrier or a problem" in text
    assert f"/admin/pages/report/{report.pk}/change/" in client.get("/en/desk/").content.decode()
    assert "Answer a report" not in words(client, cast.coordinator)


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_of_the_overview(client, cast, django_assert_num_queries, rows):
    for number in range(rows):
        placed(cast, State.CLARIFICATION, f"Antrag {number}", programme=scenes.programme_of(cast))
    client.force_login(cast.coordinator)
    client.get("/en/desk/")
    with django_assert_num_queries(OVERVIEW):
        client.get("/en/desk/")


OVERVIEW = 49  # letters on changes and on results that wait to be retrieved ask one each
