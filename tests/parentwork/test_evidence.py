"""What funding reads: sums by period, counting units kept apart, never a name."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from parentwork.choices import CountKind, DateState, WorkshopState
from parentwork.models import Attendance, Headcount, VolunteerHours, Workshop
from portal.lib.dates import BERLIN
from tests.factories.parentwork import (
    HelperFactory,
    SeatFactory,
    WorkshopDateFactory,
    WorkshopFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 15, 12, tzinfo=BERLIN)


def _on(workshop, day: int, **fields):
    return WorkshopDateFactory(workshop=workshop, starts=datetime(2026, 5, day, 17, tzinfo=BERLIN), **fields)


@pytest.fixture
def workshop():
    with time_machine.travel(NOW, tick=False):
        yield WorkshopFactory(languages=["tr", "ar"])


def _hours(workshop, day, hours, *, confirmed=True, alone=False, is_paid=False, on=None):
    helper = HelperFactory(organisation=workshop.organisation, is_paid=is_paid)
    VolunteerHours.objects.create(
        workshop=workshop, date=on, helper=helper, day=day, hours=hours,
        confirmed=timezone.now() if confirmed else None, self_confirmed=alone,
    )  # fmt: skip


def test_hours_that_a_helper_confirmed_alone_are_told_apart(workshop):
    first = _on(workshop, 4)
    _hours(workshop, first.day, Decimal("2.50"), on=first)
    _hours(workshop, first.day, Decimal("1.50"), on=first, alone=True)
    _hours(workshop, date(2026, 5, 1), Decimal("0.25"), alone=True)
    evidence = Workshop.objects.evidence(date(2026, 5, 1), date(2026, 5, 31))
    assert (evidence.volunteer_hours, evidence.self_confirmed_hours) == (Decimal("4.25"), Decimal("1.75"))


def test_counts_persons_families_and_hours(workshop):
    first, second = _on(workshop, 5), _on(workshop, 12)
    _on(workshop, 19, state=DateState.CANCELLED)
    seat = SeatFactory(date=first)
    again = SeatFactory(date=second, booking=seat.booking)
    absent = SeatFactory(date=first)
    Attendance.objects.create(seat=seat, adults=2, children=1, cared_for=1)
    Attendance.objects.create(seat=again, adults=1)
    Attendance.objects.create(seat=absent)
    Headcount.objects.create(date=second, kind=CountKind.WALK_IN, adults=3, children=2)
    Headcount.objects.create(
        date=second, kind=CountKind.KEPT, adults=4, children=2, cared_for=2, families=3, new_families=1
    )
    _hours(workshop, first.day, Decimal("2.50"), on=first)
    _hours(workshop, date(2026, 5, 1), Decimal("1.25"))
    _hours(workshop, date(2026, 5, 2), Decimal("8"), confirmed=False)
    _hours(workshop, date(2026, 5, 2), Decimal("8"), is_paid=True)

    evidence = Workshop.objects.all().evidence(date(2026, 5, 1), date(2026, 5, 31))

    assert (evidence.dates_held, evidence.dates_cancelled) == (2, 1)
    assert (evidence.participations_adults, evidence.participations_children) == (10, 5)
    assert (evidence.families, evidence.children_cared_for) == (2, 3)
    assert evidence.volunteer_hours == Decimal("3.75")
    assert evidence.languages == ("ar", "tr")
    rows = [(row.day, row.title, row.adults, row.children, row.families, row.hours) for row in evidence.rows]
    assert rows == [
        (date(2026, 5, 5), "Welche Schule jetzt?", 2, 1, 1, Decimal("2.50")),
        (date(2026, 5, 12), "Welche Schule jetzt?", 8, 4, 4, Decimal(0)),
    ]


def test_a_date_for_which_nobody_typed_in_who_came_is_told_from_an_empty_one(workshop):
    _on(workshop, 5)
    _on(workshop, 12, recorded=NOW)
    Attendance.objects.create(seat=SeatFactory(date=_on(workshop, 19)), adults=1)
    evidence = Workshop.objects.all().evidence(date(2026, 5, 1), date(2026, 5, 31))
    assert [row.recorded for row in evidence.rows] == [False, True, True]


def test_both_ends_of_the_period_belong_to_it_in_berlin_time(workshop):
    WorkshopDateFactory(workshop=workshop, starts=datetime(2026, 5, 1, 0, 0, tzinfo=BERLIN))
    WorkshopDateFactory(workshop=workshop, starts=datetime(2026, 5, 31, 21, 59, tzinfo=BERLIN))
    WorkshopDateFactory(workshop=workshop, starts=datetime(2026, 6, 1, 0, 0, tzinfo=BERLIN))
    assert Workshop.objects.all().evidence(date(2026, 5, 1), date(2026, 5, 31)).dates_held == 2


def test_what_is_to_come_and_drafts_are_no_evidence(workshop):
    WorkshopDateFactory(workshop=workshop, starts=NOW + timedelta(days=1))
    draft = WorkshopFactory(state=WorkshopState.DRAFT)
    _on(draft, 5)
    evidence = Workshop.objects.all().evidence(date(2026, 1, 1), date(2026, 12, 31))
    assert (evidence.dates_held, evidence.rows, evidence.families) == (0, (), 0)


def test_only_the_workshops_asked_for_count(workshop):
    _on(workshop, 5)
    _on(WorkshopFactory(), 5)
    mine = Workshop.objects.filter(organisation=workshop.organisation)
    assert mine.evidence(date(2026, 5, 1), date(2026, 5, 31)).dates_held == 1


@pytest.mark.parametrize("dates", [1, 3])
def test_the_number_of_queries_does_not_grow(workshop, dates, django_assert_num_queries):
    for day in range(1, dates + 1):
        Attendance.objects.create(seat=SeatFactory(date=_on(workshop, day)), adults=1)
    with django_assert_num_queries(5):
        Workshop.objects.all().evidence(date(2026, 5, 1), date(2026, 5, 31))
