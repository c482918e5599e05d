"""Figures by workshop, school and year: the same sums as the evidence for a report, in other heaps."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from parentwork.choices import CountedBy, CountKind, DateState, WorkshopState
from parentwork.models import Attendance, CountedPart, Headcount, VolunteerHours, Workshop
from parentwork.queries.yearly import Sums, lines_of, total
from portal.lib.dates import BERLIN
from portal.lib.sheets import read_table
from tests.factories.parentwork import (
    FormatFactory,
    HelperFactory,
    SchoolFactory,
    SeatFactory,
    WorkshopDateFactory,
    WorkshopFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 15, 12, tzinfo=BERLIN)


@pytest.fixture(autouse=True)
def in_june():
    with time_machine.travel(NOW, tick=False):
        yield


def evening(workshop, year: int, month: int = 5, **fields):
    starts = datetime(year, month, 4, 17, tzinfo=BERLIN)
    return WorkshopDateFactory(workshop=workshop, starts=starts, **fields)


def hours(workshop, day: date, number: str) -> None:
    VolunteerHours.objects.create(
        workshop=workshop, helper=HelperFactory(organisation=workshop.organisation), day=day,
        hours=Decimal(number), confirmed=timezone.now(),
    )  # fmt: skip


@pytest.fixture
def school():
    return SchoolFactory(name="Grundschule am Hafen")


@pytest.fixture
def course(cast, school):
    """Held in 2025 and 2026 with a school: a family came in both years, another evening was cancelled."""
    course = WorkshopFactory(organisation=cast.association, school=school, title_de="Rucksack")
    before, now = evening(course, 2025), evening(course, 2026)
    evening(course, 2026, 4, state=DateState.CANCELLED)
    seat = SeatFactory(date=before)
    Attendance.objects.create(seat=seat, adults=2, children=1, cared_for=1)
    Attendance.objects.create(seat=SeatFactory(date=now, booking=seat.booking), adults=1)
    Attendance.objects.create(seat=SeatFactory(date=now), adults=1, children=2)
    hours(course, date(2026, 5, 4), "2.50")
    return course


@pytest.fixture
def cafe(cast):
    """An open meeting in 2026, and one of which nobody has typed in yet who came."""
    cafe = WorkshopFactory(
        organisation=cast.association,
        title_de="Elterncafé",
        format=FormatFactory(code="cafe", name_de="Café"),
    )
    Headcount.objects.create(date=evening(cafe, 2026), kind=CountKind.WALK_IN, adults=7, children=3)
    evening(cafe, 2026, 3)
    return cafe


def test_each_workshop_has_a_line_for_each_of_its_years(cast, course, cafe):
    lines = lines_of(cast.association.workshops.all(), range(2020, 2027))
    assert [(line.year, line.workshop, line.sums) for line in lines] == [
        (2026, cafe, Sums(meetings=2, unrecorded=1, adults=7, children=3)),
        (
            2026,
            course,
            Sums(meetings=1, cancelled=1, adults=2, children=2, families=1, hours=Decimal("2.50")),
        ),
        (2025, course, Sums(meetings=1, adults=2, children=1, cared_for=1, families=1)),
    ]


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_lines_of_a_year_are_together_what_its_evidence_says(year, cast, course, cafe):
    workshops = Workshop.objects.filter(organisation=cast.association)
    evidence = workshops.evidence(date(year, 1, 1), date(year, 12, 31))
    sums = total(lines_of(workshops, range(year, year + 1)))
    assert (sums.meetings, sums.cancelled) == (evidence.dates_held, evidence.dates_cancelled)
    assert sums.participations == evidence.participations_adults + evidence.participations_children
    assert (sums.families, sums.cared_for) == (evidence.families, evidence.children_cared_for)
    assert sums.hours == evidence.volunteer_hours


def test_drafts_and_what_is_to_come_count_nothing(cast):
    draft = WorkshopFactory(organisation=cast.association, state=WorkshopState.DRAFT)
    evening(draft, 2026)
    evening(WorkshopFactory(organisation=cast.association), 2026, 9)
    assert lines_of(cast.association.workshops.all(), range(2026, 2027)) == []


def test_an_evening_at_new_year_counts_in_the_year_that_clocks_in_berlin_show(cast):
    workshop = WorkshopFactory(organisation=cast.association)
    WorkshopDateFactory(workshop=workshop, starts=datetime(2026, 1, 1, 0, 15, tzinfo=BERLIN))
    WorkshopDateFactory(
        workshop=workshop, starts=datetime(2025, 1, 1, 0, 15, tzinfo=BERLIN), state=DateState.CANCELLED
    )
    lines = lines_of(cast.association.workshops.all(), range(2020, 2027))
    assert [(line.year, line.sums.meetings, line.sums.cancelled) for line in lines] == [
        (2026, 1, 0), (2025, 0, 1)
    ]  # fmt: skip


def rows(page, key: str) -> list[tuple[str, Sums]]:
    return next((table["rows"] for table in page.context["tables"] if table["key"] == key), [])


def test_the_page_shows_this_year_by_workshop_and_school_and_all_years(desk, course, cafe, school):
    page = desk.get("desk_figures")
    assert page.context["total"].participations == 14
    assert [(name, sums.participations) for name, sums in rows(page, "workshops")] == [
        ("Elterncafé", 10), ("Rucksack", 4)
    ]  # fmt: skip
    assert [(name, sums.adults) for name, sums in rows(page, "schools")] == [(school.name_and_place, 2)]
    assert [(name, sums.families) for name, sums in rows(page, "years")] == [("2026", 1), ("2025", 1)]
    assert "Who comes five times counts five times." in page.text
    assert "For 1 meeting nobody has typed in yet who came." in page.text


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("year=2025", ["Rucksack"]),
        ("year=all", ["Elterncafé", "Rucksack"]),
        ("format=cafe", ["Elterncafé"]),
        ("school=none", ["Elterncafé"]),
    ],
)
def test_filters_stand_in_the_address(query, names, desk, course, cafe):
    page = desk.follow(f"{desk.address('desk_figures')}?{query}")
    assert [name for name, _sums in rows(page, "workshops")] == names


def test_two_schools_of_one_name_are_counted_apart(cast, desk, course, school):
    school.place = "Dortmund"
    school.save()
    other = SchoolFactory(name=school.name, place="Hagen")
    evening_there = evening(WorkshopFactory(organisation=cast.association, school=other), 2026)
    seat = SeatFactory(date=evening_there)
    Attendance.objects.create(seat=seat, adults=5, children=0, cared_for=0)
    page = desk.get("desk_figures")
    shown = [(name, sums.adults) for name, sums in rows(page, "schools")]
    assert sorted(shown) == [("Grundschule am Hafen (Dortmund)", 2), ("Grundschule am Hafen (Hagen)", 5)]
    assert page.text.count("Grundschule am Hafen (Hagen)</option>") == 1


def test_a_school_can_be_chosen(desk, course, cafe, school):
    page = desk.follow(f"{desk.address('desk_figures')}?school={school.pk}")
    assert [name for name, _sums in rows(page, "workshops")] == ["Rucksack"]


def test_nonsense_in_the_address_is_named_and_filters_nothing(desk, course, cafe):
    page = desk.follow(f"{desk.address('desk_figures')}?format=xyz")
    assert page.status_code == 422
    assert len(rows(page, "workshops")) == 2


def test_without_a_meeting_the_page_says_what_will_be_there(desk):
    assert "After your first meeting its figures stand here." in desk.get("desk_figures").text


def test_the_same_as_a_table(desk, course, cafe):
    answer = desk.follow(f"{desk.address('desk_figures_file', kind='csv')}?year=all")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert lines[0][:2] == ["Year", "Workshop"]
    assert lines[2] == [
        "2026", "Rucksack", "Seminar for parents", "Grundschule am Hafen", "1", "1", "0", "2", "2", "0", "1",
        "2,50",
    ]  # fmt: skip
    assert len(lines) == 4
    sheet = desk.get("desk_figures_file", kind="xlsx")
    assert [row["Workshop"] for row in read_table(io.BytesIO(sheet.content)).rows] == [
        "Elterncafé",
        "Rucksack",
    ]


def test_ages_and_languages_of_the_tick_sheets_stand_below_and_in_the_table(desk, cafe):
    evening = cafe.dates.get(headcounts__adults=7)
    for by, key, number in ((CountedBy.AGE, "children_3_5", 3), (CountedBy.LANGUAGE, "ar", 5)):
        CountedPart.objects.create(date=evening, by=by, key=key, number=number)
    page = desk.get("desk_figures")
    assert page.context["parts"] == [
        ("age of the children", [("3 to 5 years", 3)]), ("language of the adults", [("Arabic", 5)])
    ]  # fmt: skip
    answer = desk.get("desk_figures_file", kind="csv").content.decode("utf-8-sig").splitlines()
    assert sorted(answer[0].split(";")[-2:]) == ["3 to 5 years", "Arabic"]
    assert sorted(answer[1].split(";")[-2:]) == ["3", "5"]


@pytest.mark.parametrize("number", [1, 3])
def test_asks_the_database_as_often_for_three_workshops_as_for_one(
    number, cast, desk, django_assert_num_queries
):
    for _ in range(number):
        workshop = WorkshopFactory(organisation=cast.association, school=SchoolFactory())
        Attendance.objects.create(seat=SeatFactory(date=evening(workshop, 2026)), adults=1)
        hours(workshop, date(2026, 5, 4), "1")
    with django_assert_num_queries(16):
        desk.get("desk_figures")
