"""The public calendar by month, a certain day, and this week."""

import re
from datetime import datetime

import pytest
import time_machine
from django.urls import reverse

from parentwork.views import months
from portal.lib.dates import BERLIN
from tests.factories.parentwork import WorkshopDateFactory, WorkshopFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
NOW = datetime(2026, 12, 2, 12, tzinfo=BERLIN)  # a Wednesday


@pytest.fixture(autouse=True)
def in_december():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def course(cast):
    """A course in three weeks, the last one in January."""
    course = WorkshopFactory(organisation=cast.association, title_de="Rucksack", title_en="Backpack")
    for day in (datetime(2026, 12, 6, 17), datetime(2026, 12, 7, 0, 30), datetime(2027, 1, 4, 17)):
        WorkshopDateFactory(workshop=course, starts=day.replace(tzinfo=BERLIN))
    return course


def shown(page) -> list[tuple[int, int]]:
    return [
        (day.day.month, day.day.day) for week in page.context["weeks"] for day in week for _date in day.dates
    ]


def by_month(client, **query):
    return client.get(reverse("parentwork:month"), query)


def test_a_month_shows_every_date_in_its_square(client, course):
    page = by_month(client)
    assert shown(page) == [(12, 6), (12, 7)]
    assert "December 2026" in page.text
    assert "17:00 Backpack" in page.text


def test_one_turns_the_page_with_the_filters_kept(client, course):
    page = by_month(client, language="ar", month="2027-01")
    assert shown(page) == [(1, 4)]
    assert "?language=ar&amp;month=2026-12" in page.text
    assert "?language=ar&amp;month=2027-02" in page.text
    assert shown(by_month(client, language="tr", month="2027-01")) == []


@pytest.mark.parametrize("month", ["2026-11", "1999-01", "2099-01", "2026-13", "x", "2026-1", "-1"])
def test_a_month_that_is_over_too_far_away_or_none_is_this_one(client, course, month):
    page = by_month(client, month=month)
    assert page.status_code == 200
    assert page.context["first"].isoformat() == "2026-12-01"


def evenings(cast, number: int, **fields) -> None:
    for minute in range(number):
        starts = datetime(2026, 12, 10, 17, minute, tzinfo=BERLIN)
        WorkshopDateFactory(workshop__organisation=cast.association, starts=starts, **fields)


def more(page) -> list[tuple[str, str]]:
    """The links to whole days: where they lead, and their words."""
    return re.findall(r'<a href="([^"]*[?&;]day=[^"]*)">([^<]+)<', page.text)


def test_a_crowded_day_shows_its_first_meetings_and_leads_to_the_others(client, cast):
    evenings(cast, 8, workshop__languages=["ar"])
    WorkshopDateFactory(starts=datetime(2026, 12, 11, 17, tzinfo=BERLIN), workshop__languages=["ar"])
    page = by_month(client, language="ar", when="week")
    assert more(page) == []
    page = by_month(client, language="ar")
    assert shown(page) == [(12, 10)] * 5 + [(12, 11)]
    assert [row.starts.minute for row in page.context["weeks"][1][3].dates] == [0, 1, 2, 3, 4]
    [(address, words)] = more(page)
    assert words == "and 3 more dates"
    assert len(client.get(address.replace("&amp;", "&")).context["page_obj"].object_list) == 8


def test_no_more_of_a_day_are_counted_than_anybody_reads(client, cast, monkeypatch):
    monkeypatch.setattr(months, "COUNTED_A_DAY", 7)
    evenings(cast, 6)
    assert [words for _address, words in more(by_month(client))] == ["and 1 more date"]
    evenings(cast, 6)
    assert [words for _address, words in more(by_month(client))] == ["All meetings"]


def test_an_empty_month_leads_to_the_next_one_in_which_a_date_fits(client, course):
    WorkshopDateFactory(workshop__languages=["tr"], starts=datetime(2026, 12, 9, 17, tzinfo=BERLIN))
    with time_machine.travel(datetime(2026, 12, 8, 12, tzinfo=BERLIN), tick=False):
        page = by_month(client, language="ar")
    assert 'href="?language=ar&amp;month=2027-01">January 2027</a></p>' in page.text
    assert "Leave out a filter" not in page.text
    page = by_month(client, language="ar", month="2027-02")
    assert "Leave out a filter" in page.text, "none comes after that"


@pytest.mark.parametrize("number", [1, 3])
def test_asks_the_database_as_often_for_three_dates(number, client, cast, django_assert_num_queries):
    for day in range(number):
        WorkshopDateFactory(
            workshop__organisation=cast.association, starts=datetime(2026, 12, 10 + day, 17, tzinfo=BERLIN)
        )
    by_month(client)
    with django_assert_num_queries(4):
        by_month(client)


def found(client, **query) -> list[str]:
    page = client.get(reverse("parentwork:list"), query)
    return [date.starts.astimezone(BERLIN).isoformat()[:10] for date in page.context["page_obj"].object_list]


def test_this_week_ends_on_sunday(client, course):
    WorkshopDateFactory(
        workshop__organisation=course.organisation, starts=datetime(2026, 12, 7, 9, tzinfo=BERLIN)
    )
    assert found(client, when="this-week") == ["2026-12-06"]
    assert found(client, when="week") == ["2026-12-06", "2026-12-07"]


def test_on_a_day_a_series_is_found_that_meets_before(client, course):
    assert found(client, day="2026-12-07") == ["2026-12-07"]
    assert found(client, day="2027-01-04") == ["2027-01-04"]
    assert found(client, day="2026-12-08") == []


def test_a_day_that_is_none_is_named(client, course):
    page = client.get(reverse("parentwork:list"), {"day": "31.2."})
    assert page.status_code == 422
    assert "Please give a date that exists." in page.text


def test_the_calendar_file_knows_the_day_too(client, course):
    file = client.get(reverse("parentwork:list_ics"), {"day": "2026-12-07"}).text
    assert file.count("BEGIN:VEVENT") == 1
