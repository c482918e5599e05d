"""What an association does at night rings no phone before the morning, unless for a date before noon."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import time_machine

from parentwork import clock
from parentwork.choices import ConsentPurpose, ContactWay, HelperRole, SignUp
from parentwork.messages.asking import PAUSE
from parentwork.messages.nights import sms_from
from parentwork.models import Seat
from parentwork.services import asking, attendance, consents, dates, no_shows, people, workshops
from parentwork.services.bookings import book
from parentwork.services.dates import Day
from portal.lib.dates import BERLIN
from portal.outbox.kinds import kind_of
from portal.outbox.models import Message
from tests.factories.parentwork import HelperFactory, WorkshopDateFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=BERLIN)


BOOKED = datetime(2026, 11, 25, 12, tzinfo=BERLIN)  # before the reminder that asks who comes
NIGHT, MORNING, EVENING = at(1, 23), at(2, 8), at(3, 17, 30)


@pytest.mark.parametrize(
    ("now", "starts", "rings"),
    [
        (at(1, 12), EVENING, at(1, 12)),
        (NIGHT, EVENING, MORNING),
        (at(2, 3), at(2, 12), MORNING),
        (at(2, 3), at(2, 11, 59), at(2, 3)),  # nobody is to set out in vain
        (NIGHT, at(2, 9), NIGHT),
    ],
)
def test_a_phone_rings_by_day_or_for_what_begins_before_noon(now, starts, rings):
    assert sms_from(now, starts) == rings


@pytest.fixture
def evening(cast, family, settings):
    """One family is reached by SMS, one by mail, one by a call."""
    settings.SMS_POSSIBLE = True
    with time_machine.travel(BOOKED, tick=False):
        row = WorkshopDateFactory(workshop__organisation=cast.association, starts=EVENING)
        book(row.workshop, family(name="A", way=ContactWay.SMS, phone="+4915112345678"))
        book(row.workshop, family(name="B", way=ContactWay.MAIL, email="b@example.org"))
        book(row.workshop, family(name="C", way=ContactWay.CALL, phone="+4915112345679"))
    with time_machine.travel(NIGHT, tick=False):
        yield row


def due(kind: str) -> dict[str, datetime]:
    rows = Message.objects.filter(kind=f"parentwork.{kind}").exclude(state="dropped")
    return dict(rows.values_list("channel", "due"))


ONLY_THE_SMS_WAITS = {"sms": MORNING, "mail": NIGHT, "call": NIGHT}


def day_of(date, **change) -> Day:
    return replace(Day(date.starts, date.ends, date.venue, date.seats, date.childcare), **change)


def move(evening, by, *, to: datetime) -> None:
    evening.refresh_from_db()
    day = day_of(evening, starts=to, ends=to + timedelta(hours=2))
    dates.change(evening, day, by=by, version=evening.version)


def test_of_a_move(evening, cast):
    move(evening, cast.coordinator, to=at(4, 17))
    assert due("date_changed") == ONLY_THE_SMS_WAITS


@pytest.mark.parametrize("hour", [9, 11])
def test_not_where_it_moves_to_the_next_morning_or_away_from_it(evening, cast, hour):
    move(evening, cast.coordinator, to=at(2, hour))
    assert due("date_changed") == dict.fromkeys(ONLY_THE_SMS_WAITS, NIGHT)
    move(evening, cast.coordinator, to=at(9, hour))
    assert due("date_changed") == dict.fromkeys(ONLY_THE_SMS_WAITS, NIGHT)


def test_of_a_cancelled_date(evening, cast):
    dates.cancel(evening, by=cast.coordinator, version=evening.version)
    assert due("date_cancelled") == ONLY_THE_SMS_WAITS


def test_of_a_workshop_that_is_called_off(evening, cast):
    workshops.cancel(evening.workshop, by=cast.coordinator)
    assert due("workshop_cancelled") == ONLY_THE_SMS_WAITS


def test_of_one_more_date(evening, cast):
    assert evening.workshop.sign_up == SignUp.SERIES
    day = day_of(evening, starts=at(10, 17), ends=at(10, 19))
    dates.add(evening.workshop, day, by=cast.coordinator)
    assert due("date_added") == ONLY_THE_SMS_WAITS


def test_of_places_that_went_on(evening, cast):
    seats = list(Seat.objects.filter(date=evening).values_list("pk", flat=True))
    assert no_shows.release(evening, seats, by=cast.coordinator) == len(ONLY_THE_SMS_WAITS)
    assert due("place_released") == ONLY_THE_SMS_WAITS


@pytest.fixture
def helpers(evening, cast):
    """One is reached by SMS, one by mail; both help on the evening."""
    ways = ({"phone": "+4915112345670"}, {"email": "fatma@example.org"})
    rows = [
        HelperFactory(organisation=cast.association, **({"email": "", "phone": ""} | way)) for way in ways
    ]
    for row in rows:
        people.assign(evening, row, HelperRole.HELP, by=cast.coordinator)
    return rows


HELPERS = {"sms": MORNING, "mail": NIGHT}


def test_helpers_hear_of_a_move_in_the_morning_too(evening, helpers, cast):
    move(evening, cast.coordinator, to=at(4, 17))
    assert due("helper_asked") == HELPERS | {"mail": NIGHT + PAUSE}
    move(evening, cast.coordinator, to=at(2, 9))
    assert due("helper_asked") == dict.fromkeys(HELPERS, NIGHT)
    move(evening, cast.coordinator, to=at(9, 17))
    assert due("helper_asked") == dict.fromkeys(HELPERS, NIGHT), "nobody is to come in vain at nine"


def test_helpers_hear_of_a_cancelled_date_in_the_morning_too(evening, helpers, cast):
    dates.cancel(evening, by=cast.coordinator, version=evening.version)
    assert due("helper_released") == HELPERS


@pytest.mark.parametrize(("starts", "rings"), [(EVENING, MORNING), (at(2, 9), NIGHT)])
def test_helpers_are_asked_in_the_morning_too(starts, rings, helpers, evening, cast):
    other = WorkshopDateFactory(workshop=evening.workshop, starts=starts + timedelta(minutes=1))
    for helper in helpers:
        people.release(helper.assignments.get(date=evening), by=cast.coordinator)
        asking.ask(other, helper, HelperRole.LEAD, by=cast.coordinator)
    assert due("helper_asked") == HELPERS | {"sms": rings}


def test_nobody_is_invited_to_another_meeting_at_night(evening, cast):
    for booking in evening.workshop.bookings.all():
        consents.give(booking, ConsentPurpose.INVITATIONS)
    soon = WorkshopDateFactory(workshop__organisation=cast.association, starts=at(2, 9)).workshop
    consents.invite(soon, by=cast.coordinator)
    assert due("invitation") == {"sms": MORNING, "mail": NIGHT}


class TestALateSms:
    """One that failed before nine in the evening, or found no worker, keeps the same hours."""

    def rings(self, kind: str, now: datetime) -> datetime:
        message = Message.objects.exclude(state="dropped").get(kind=f"parentwork.{kind}", channel="sms")
        return kind_of(message.kind).rings_from(message, now)

    def test_about_what_the_family_did_itself_waits_for_the_morning(self, evening):
        assert self.rings("booking_confirmed", NIGHT) == MORNING
        assert self.rings("booking_confirmed", MORNING) == MORNING

    @pytest.mark.parametrize(("to", "rings"), [(at(4, 17), MORNING), (at(2, 9), NIGHT)])
    def test_about_a_move_does_unless_the_family_has_to_know_before(self, evening, cast, to, rings):
        move(evening, cast.coordinator, to=to)
        assert self.rings("date_changed", NIGHT) == rings

    def test_about_a_move_away_from_the_next_morning_does_not(self, evening, cast):
        move(evening, cast.coordinator, to=at(2, 9))
        move(evening, cast.coordinator, to=at(9, 17))
        assert self.rings("date_changed", NIGHT) == NIGHT

    def test_that_reminds_of_a_late_beginning_rings_before_it(self, evening):
        with time_machine.travel(at(3, 18), tick=False):
            evening.starts, evening.ends = at(3, 21, 30), at(3, 23)
            evening.workshop.remind_hours = 4
            evening.workshop.save()
            evening.save()
            clock.remind()
        assert self.rings("reminder_soon", at(3, 21, 10)) == at(3, 21, 10)

    def test_of_thanks_waits(self, evening, cast):
        with time_machine.travel(at(4, 10), tick=False):
            came = dict.fromkeys(Seat.objects.values_list("pk", flat=True), attendance.Came(adults=1))
            attendance.record(evening, came, attendance.Came(), by=cast.coordinator, version=0)
            clock.thank()
        assert self.rings("thanks", at(4, 23)) == at(5, 8)

    def test_to_a_helper_waits(self, evening, helpers, cast):
        dates.cancel(evening, by=cast.coordinator, version=evening.version)
        assert self.rings("helper_released", NIGHT) == MORNING


@pytest.mark.parametrize("name", ["desk_date", "desk_cancel_date", "desk_edit_date"])
def test_the_page_says_so_before(desk, evening, name):
    assert "At night an SMS waits until eight in the morning" in desk.get(name, pk=evening.pk).text
