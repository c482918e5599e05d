"""Who came was typed in for the wrong date: it is taken back, and that it was stays noted."""

import re
import uuid
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import ProgrammingError, transaction

from parentwork.models import Attendance, AttendanceWithdrawal, Headcount, Workshop
from parentwork.services import attendance, dates, deletion, door, tally
from parentwork.services.attendance import Came
from portal.lib.dates import BERLIN
from portal.lib.errors import Stale
from tests.factories.parentwork import SeatFactory, WorkshopDateFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
MORNING = datetime(2026, 12, 1, 9, tzinfo=BERLIN)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def evening(workshop):
    """Today at half past five, of which somebody said in the morning who came."""
    return WorkshopDateFactory(workshop=workshop, starts=MORNING.replace(hour=17, minute=30))


@pytest.fixture
def seat(evening):
    return SeatFactory(date=evening, booking__adults=2, booking__name="Samira")


@pytest.fixture
def counted(cast, evening, seat):
    return attendance.record(evening, {seat.pk: Came(2)}, Came(3, 1, 1), by=cast.coordinator, version=0)


def take_back(desk, date):
    page = desk.get("desk_withdraw", pk=date.pk)
    version = re.search(r'name="version" value="(\d+)"', page.text)[1]
    return desk.post("desk_withdraw", {"version": version}, pk=date.pk)


def participations() -> int:
    day = MORNING.date()
    return Workshop.objects.all().evidence(day, day).participations_adults


def test_it_counts_nowhere_any_more_and_the_date_says_who_took_it_back(cast, clock, desk, counted):
    assert "Take back who came" in desk.get("desk_date", pk=counted.pk).text
    asked = desk.get("desk_withdraw", pk=counted.pk).text
    assert "5 adults, 1 child" in asked
    assert take_back(desk, counted).url == desk.address("desk_date", pk=counted.pk)
    counted.refresh_from_db()
    assert (counted.recorded, counted.is_counted) == (None, False)
    assert not Attendance.objects.exists()
    assert not Headcount.objects.exists()
    line = AttendanceWithdrawal.objects.get()
    assert (line.by, line.adults, line.children, line.families) == (cast.coordinator, 5, 1, 1)
    page = desk.get("desk_date", pk=counted.pk).text
    assert "Who came was taken back on" in page
    assert str(cast.coordinator) in page
    clock.move_to(MORNING + timedelta(days=1))
    assert participations() == 0


def test_then_the_date_can_be_cancelled(cast, desk, counted):
    said = {"by": cast.coordinator, "version": counted.version}
    with pytest.raises(ValidationError, match="has recorded who came"):
        dates.cancel(counted, **said)
    take_back(desk, counted)
    assert dates.cancel(counted, **said).is_cancelled


def test_it_is_typed_in_anew_afterwards(cast, desk, counted, seat):
    take_back(desk, counted)
    attendance.record(counted, {seat.pk: Came(1)}, Came(), by=cast.coordinator, version=0)
    assert Attendance.objects.get().adults == 1


def test_ticks_at_the_door_go_too_and_its_phones_send_nothing_more(cast, desk, workshop):
    workshop.sign_up = "open"
    workshop.save()
    cafe = WorkshopDateFactory(workshop=workshop, starts=MORNING + timedelta(hours=1))
    link = door.open_door(cafe, by=cast.coordinator)
    slip = uuid.uuid4()
    tally.count(link, slip, {"adults": 4})
    assert "Some families are ticked at the door already." in desk.get("desk_date", pk=cafe.pk).text
    take_back(desk, cafe)
    assert not Headcount.objects.exists()
    link.refresh_from_db()
    with pytest.raises(ValidationError, match="This link has ended"):
        tally.count(link, slip, {"adults": 5})
    again = door.open_door(cafe, by=cast.coordinator)
    tally.count(again, slip, {"adults": 2})
    assert Headcount.objects.get().adults == 2


def test_what_somebody_else_counted_meanwhile_is_asked_about_again(cast, clock, desk, counted, seat):
    version = counted.attendance_version
    clock.shift(60)
    attendance.record(counted, {seat.pk: Came(1)}, Came(), by=cast.editor, version=version)
    answer = desk.post("desk_withdraw", {"version": version}, pk=counted.pk)
    assert answer.url == desk.address("desk_withdraw", pk=counted.pk)
    assert Attendance.objects.exists()
    with pytest.raises(Stale):
        attendance.withdraw(counted, by=cast.coordinator, version=version)
    for broken in ("", "x", "²", "9" * 30):
        assert desk.post("desk_withdraw", {"version": broken}, pk=counted.pk).status_code == 302
    assert Attendance.objects.exists()


def test_where_nobody_counted_there_is_nothing_to_take_back(desk, evening):
    page = desk.get("desk_withdraw", pk=evening.pk).text
    assert "Nobody has typed in who came." in page
    assert 'name="version"' not in page
    desk.post("desk_withdraw", {"version": "0"}, pk=evening.pk)
    assert not AttendanceWithdrawal.objects.exists()


def test_sums_of_deleted_names_stay(desk, counted, seat):
    version = counted.attendance_version
    deletion.forget(counted.workshop, counted.workshop.bookings.all())
    desk.post("desk_withdraw", {"version": version}, pk=counted.pk)
    assert "only be corrected" in desk.get("desk_withdraw", pk=counted.pk).text
    counted.refresh_from_db()
    assert counted.recorded is not None


def test_who_only_helps_takes_nothing_back(cast, client, desk, counted):
    with pytest.raises(PermissionDenied):
        attendance.withdraw(counted, by=cast.helper, version=counted.attendance_version)


def test_the_log_is_only_added_to(cast, desk, counted):
    take_back(desk, counted)
    for change in ({"adults": 0}, {"by": cast.helper}):
        with pytest.raises(ProgrammingError), transaction.atomic():
            AttendanceWithdrawal.objects.update(**change)
    AttendanceWithdrawal.objects.update(by=None)
