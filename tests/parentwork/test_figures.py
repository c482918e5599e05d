"""What the calendar gives to the sums of a network: the same figures as in the report on a year's work."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from organisations.reports.figures import amounts_of
from parentwork.models import Attendance, VolunteerHours
from portal.lib.dates import BERLIN
from tests.factories.parentwork import HelperFactory, SeatFactory, WorkshopDateFactory

pytestmark = pytest.mark.django_db


def held(organisation, year: int) -> None:
    """One evening: a family of three came, and somebody helped for two and a half hours."""
    starts = datetime(year, 5, 4, 17, tzinfo=BERLIN)
    day = WorkshopDateFactory(workshop__organisation=organisation, starts=starts)
    Attendance.objects.create(seat=SeatFactory(date=day), adults=2, children=1)
    VolunteerHours.objects.create(
        workshop=day.workshop, date=day, helper=HelperFactory(organisation=organisation),
        day=date(year, 5, 4), hours=Decimal("2.5"), confirmed=timezone.now(),
    )  # fmt: skip


def test_each_organisation_has_the_figures_of_the_year(cast):
    here, there = cast.association, cast.foreign_association
    for organisation, year in ((here, 2025), (here, 2024), (there, 2024)):
        held(organisation, year)
    assert amounts_of([here.pk, there.pk], 2025) == {
        "meetings": {here.pk: 1, there.pk: 0},
        "participations": {here.pk: 3, there.pk: 0},
        "families": {here.pk: 1, there.pk: 0},
        "hours": {here.pk: Decimal("2.5"), there.pk: 0},
    }


def test_of_nobody_there_is_nothing():
    assert amounts_of([], 2025) == {"meetings": {}, "participations": {}, "families": {}, "hours": {}}
