"""The tick sheet of an open meeting: each tap counts once, nobody gives a name."""

import json
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError

from parentwork.choices import CountedBy, CountKind, SignUp
from parentwork.models import CountedPart, TickSlip, Workshop
from parentwork.queries.turnout import turnout_of
from parentwork.services import door, tally
from portal.lib.dates import BERLIN
from portal.lib.languages import name_of
from tests.factories.parentwork import WorkshopDateFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
MORNING = datetime(2026, 12, 1, 9, 30, tzinfo=BERLIN)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def cafe(cast):
    """An open meeting of today in Kurmanji."""
    return WorkshopDateFactory(
        workshop__organisation=cast.association, workshop__sign_up=SignUp.OPEN,
        workshop__languages=["kmr", "ar"], starts=MORNING,
    )  # fmt: skip


@pytest.fixture
def link(cast, cafe):
    return door.open_door(cafe, by=cast.coordinator)


def people(cafe) -> tuple[int, int, int]:
    return cafe.headcounts.values_list("adults", "children", "cared_for").get(kind=CountKind.WALK_IN)


def parts(cafe) -> dict[str, int]:
    return dict(cafe.counted_parts.filter(number__gt=0).values_list("key", "number"))


def tap(client, link, **said):
    return client.post(f"{link.get_absolute_url()}count/", {"slip": str(uuid4())} | said)


def test_each_tap_counts_one_person(client, link, cafe):
    for key in ("adults", "adults", "children_3_5", "cared_for", "speaks_kmr", "speaks_und"):
        answer = tap(client, link, more=key)
        assert answer["Location"] == f"{link.get_absolute_url()}#tally"
    assert people(cafe) == (2, 1, 1)
    assert parts(cafe) == {"children_3_5": 1, "kmr": 1, "und": 1}
    tap(client, link, less="adults")
    assert people(cafe) == (1, 1, 1)


def test_the_page_shows_the_sheet_with_the_languages_of_the_meeting_first(client, link):
    tap(client, link, more="speaks_ar")
    page = client.get(link.get_absolute_url())
    assert "Tap once for each person." in page.text
    words = [str(word) for _key, word, _number in page.context["sheet"][2][1]]
    assert words[:2] == [name_of("kmr", "en"), "Arabic"]
    assert words[-1] == "another language"
    assert {key: number for key, _words, number in page.context["sheet"][2][1]}["speaks_ar"] == 1
    assert "without a booking" not in page.text
    assert "sees these first names" not in page.text


def test_what_a_phone_sends_again_counts_no_second_time(client, link, cafe):
    slip = str(uuid4())
    for _ in range(2):
        tap(client, link, slip=slip, counts=json.dumps({"adults": 3, "children_0_2": 1}))
    assert people(cafe) == (3, 1, 0)
    tap(client, link, slip=slip, counts=json.dumps({"adults": 4, "children_0_2": 0}))
    assert people(cafe) == (4, 0, 0)


def test_two_phones_add_up_and_one_may_take_back_what_the_other_counted(link, cafe):
    tally.count(link, uuid4(), {"adults": 3})
    second = uuid4()
    tally.count(link, second, {"adults": 2})
    tally.count(link, second, {"adults": -1})
    assert people(cafe) == (2, 0, 0)


@pytest.mark.parametrize("counts", [{"adults": -1}, {"cared_for": 1}, {"speaks_ar": -1}, {"adults": 501}])
def test_what_cannot_be_is_refused_and_changes_nothing(link, cafe, counts):
    with pytest.raises(ValidationError):
        tally.count(link, uuid4(), counts)
    assert not cafe.headcounts.exists()
    assert not TickSlip.objects.exists()


@pytest.mark.parametrize(
    "said",
    [
        {"more": "nobody"}, {"counts": "[]x"}, {"counts": "[1]"}, {"counts": '{"adults": "3"}'},
        {"counts": '{"hats": 3}'}, {"counts": '{"adults": true}'}, {"counts": '{"adults": 9999}'},
        {"slip": "x", "more": "adults"},
    ],
)  # fmt: skip
def test_nonsense_is_refused(client, link, cafe, said):
    assert tap(client, link, **said).status_code == 422
    assert not cafe.headcounts.exists()


def test_a_dead_link_counts_nobody(client, link, cafe, clock):
    clock.move_to(MORNING + timedelta(days=2))
    assert tap(client, link, more="adults").status_code == 410
    assert not cafe.headcounts.exists()


def test_the_sums_are_in_the_evidence_and_on_the_page_of_the_date(client, link, cafe, clock, desk):
    for key in ("adults", "adults", "children_6_9", "speaks_ar"):
        tap(client, link, more=key)
    client.post(f"{link.get_absolute_url()}finish/")
    clock.move_to(MORNING + timedelta(hours=3))
    evidence = Workshop.objects.evidence(cafe.day, cafe.day)
    assert (evidence.participations_adults, evidence.participations_children) == (2, 1)
    cafe.refresh_from_db()
    assert turnout_of(cafe).parts == (("age", "children_6_9", 1), ("language", "ar", 1))
    page = desk.get("desk_date", pk=cafe.pk).text
    assert "6 to 9 years: 1" in page
    assert "Arabic: 1" in page


def typed(date, **said) -> dict[str, str]:
    numbers = {"walk_adults": "4", "walk_children": "2", "walk_cared": "0"}
    return {"version": str(date.attendance_version)} | numbers | said


def test_a_tick_sheet_on_paper_is_typed_in_and_replaces_what_was_counted(desk, link, cafe):
    tally.count(link, uuid4(), {"adults": 1, "speaks_ar": 1})
    cafe.door.refresh_from_db()
    answer = desk.post("desk_attendance", typed(cafe, part_children_3_5="2", part_speaks_kmr="3"), pk=cafe.pk)
    assert answer.status_code == 302
    assert people(cafe) == (4, 2, 0)
    assert parts(cafe) == {"children_3_5": 2, "kmr": 3}


def test_more_children_by_age_than_came_are_refused(desk, cafe):
    answer = desk.post(
        "desk_attendance", typed(cafe, part_children_3_5="2", part_children_10="1"), pk=cafe.pk
    )
    assert answer.status_code == 422
    assert "More children by age than children who came." in answer.text


def test_where_families_book_no_ages_are_asked(desk, cast):
    date = WorkshopDateFactory(workshop__organisation=cast.association, starts=MORNING)
    CountedPart.objects.create(date=date, by=CountedBy.AGE, key="children_3_5", number=1)
    assert "tick sheet" not in desk.get("desk_attendance", pk=date.pk).text
    desk.post("desk_attendance", typed(date), pk=date.pk)
    assert parts(date) == {"children_3_5": 1}


def test_slips_go_with_the_link(link, clock):
    tally.count(link, uuid4(), {"adults": 1})
    clock.move_to(MORNING + timedelta(days=3))
    assert door.purge() == {"links for the door": 1}
    assert not TickSlip.objects.exists()


def test_the_desk_speaks_of_no_sign_up_and_of_no_names(desk, cafe):
    page = desk.get("desk_date", pk=cafe.pk).text
    assert "Open meeting: nobody signs up." in page
    assert "Nobody has booked yet." not in page
    assert "without names and without an account" in desk.get("desk_door", pk=cafe.pk).text


def test_before_the_day_the_door_promises_no_names(client, link, clock):
    clock.move_to(MORNING - timedelta(days=1))
    page = client.get(link.get_absolute_url()).text
    assert "You can count here on the day itself." in page
    assert "The names stand here" not in page
