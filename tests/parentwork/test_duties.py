"""What the overview says of the calendar: what is still to be typed in, confirmed, called, published."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine

from parentwork import duties
from parentwork.choices import DateState, HelperRole, SeatState, WorkshopState
from parentwork.messages.posting import account_of
from parentwork.models import VolunteerHours
from parentwork.services import asking
from portal.lib.dates import BERLIN
from portal.outbox.choices import Channel
from portal.outbox.models import Message
from tests.factories.parentwork import (
    HelperFactory,
    NeedFactory,
    SeatFactory,
    WorkshopDateFactory,
    WorkshopFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
NOW = datetime(2026, 6, 15, 12, tzinfo=BERLIN)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def workshop(cast):
    return WorkshopFactory(organisation=cast.association)


def titles(user):
    return [duty.title for duty in duties.of(user)]


def test_a_date_waits_until_somebody_types_in_who_came(cast, helps, workshop):
    past = WorkshopDateFactory(workshop=workshop, starts=NOW - timedelta(days=6))
    helps(WorkshopDateFactory(workshop=workshop, starts=NOW - timedelta(days=13), recorded=NOW))
    WorkshopDateFactory(workshop=workshop, starts=NOW + timedelta(days=1))
    helps(past)
    for name in ("coordinator", "editor", "helper"):
        (duty,) = duties.of(getattr(cast, name))
        assert (duty.title, duty.since) == ("Type in who came on Tuesday 9 June", date(2026, 6, 9))
        assert duty.url.endswith(f"/{past.pk}/attendance/")
    for name in ("reader", "foreign_coordinator", "umbrella_coordinator", "caseworker", "portal_staff"):
        assert titles(getattr(cast, name)) == [], name


def test_it_is_typed_in_before_the_names_are_deleted(cast, workshop):
    past = WorkshopDateFactory(workshop=workshop, starts=NOW - timedelta(days=6))
    SeatFactory(date=past, booking__delete_on=date(2026, 6, 23))
    SeatFactory(date=past, booking__delete_on=date(2026, 6, 15), state=SeatState.CANCELLED)
    (duty,) = duties.of(cast.coordinator)
    assert (duty.until, duty.is_soon) == (date(2026, 6, 22), True)


def test_hours_wait_for_the_coordinator_to_confirm_them(cast, workshop):
    helper = HelperFactory(organisation=cast.association, is_paid=False)
    for day in (1, 2):
        VolunteerHours.objects.create(
            workshop=workshop, helper=helper, day=date(2026, 6, day), hours=Decimal(2)
        )
    assert titles(cast.coordinator) == ["Confirm 2 entries of volunteer hours"]
    assert titles(cast.helper) == []


def test_families_without_mail_or_sms_wait_for_a_call(cast, workshop):
    Message.objects.create(
        kind="parentwork.reminder", object_id=1, key="x", channel=Channel.CALL, language="de",
        account=account_of(cast.association.pk), due=NOW, address="+49231123456", name="Amal",
    )  # fmt: skip
    assert titles(cast.editor) == ["Call 1 family"]
    for other in (cast.helper, cast.reader, cast.foreign_coordinator):
        assert titles(other) == []


def test_nobody_is_to_call_families_that_gave_no_number(cast, workshop):
    def waits_for(number: int, **fields) -> None:
        Message.objects.create(
            kind="parentwork.reminder", object_id=number, key=str(number), channel=Channel.CALL,
            language="de", account=account_of(cast.association.pk), due=NOW, **fields,
        )  # fmt: skip

    for number in (1, 2):
        waits_for(number)
    assert titles(cast.editor) == ["Tell 2 families in person"]
    waits_for(3, address="+49231123456", name="Amal")
    assert titles(cast.editor) == ["Call 3 families or tell them in person"]


def test_two_calls_to_one_family_are_one_and_are_due_when_its_places_run_out(cast, workshop):
    until = NOW + timedelta(days=1)
    for kind, version in (("reminder", "0"), ("places_offered", str(int(until.timestamp())))):
        Message.objects.create(
            kind=f"parentwork.{kind}", object_id=1, key=kind, channel=Channel.CALL, language="de",
            account=account_of(cast.association.pk), due=NOW, address="+49231123456", name="Amal",
            version=version,
        )  # fmt: skip
    (duty,) = duties.of(cast.editor)
    assert (duty.title, duty.until) == ("Call 1 family", until.date())


def test_a_call_is_due_before_the_meeting_of_which_it_tells(cast, workshop):
    seat = SeatFactory(
        date=WorkshopDateFactory(workshop=workshop, starts=NOW + timedelta(days=4)), booking__name="Ida"
    )
    for kind, pk in (("reminder", seat.pk), ("booking_confirmed", seat.booking_id)):
        Message.objects.all().delete()
        Message.objects.create(
            kind=f"parentwork.{kind}", object_id=pk, key=kind, channel=Channel.CALL, language="de",
            account=account_of(cast.association.pk), due=NOW,
        )  # fmt: skip
        (duty,) = duties.of(cast.editor)
        assert (duty.title, duty.until) == ("Tell 1 family in person", (NOW + timedelta(days=4)).date()), kind


def test_a_call_is_due_before_the_meeting_that_does_not_take_place(cast, workshop):
    day = NOW + timedelta(days=2)
    off = WorkshopDateFactory(workshop=workshop, starts=day, state=DateState.CANCELLED)
    seat = SeatFactory(date=off, booking__name="Ida")
    Message.objects.create(
        kind="parentwork.date_cancelled", object_id=seat.pk, key="x", channel=Channel.CALL, language="de",
        account=account_of(cast.association.pk), due=NOW,
    )  # fmt: skip
    (duty,) = duties.of(cast.editor)
    assert (duty.title, duty.until) == ("Tell 1 family in person", day.date())


def test_a_draft_waits_to_be_published(cast, workshop):
    WorkshopFactory(organisation=cast.association, state=WorkshopState.DRAFT, title_de="Elterncafé")
    assert titles(cast.editor) == ["Publish the workshop “Elterncafé” or throw it away"]
    assert titles(cast.helper) == []


def test_what_is_looked_for_near_is_one_duty_for_a_fortnight(cast):
    for _number in range(2):
        NeedFactory(place=cast.association.postal_code, delete_on=date(2026, 12, 15))
    NeedFactory(place__code="12043", place__latitude=52.48, place__longitude=13.44)
    (duty,) = duties.of(cast.coordinator)
    assert duty.title == "Look at what 2 families near you look for"
    assert duty.url.endswith("/workshops/needs/")
    assert titles(cast.editor) == [duty.title]
    assert titles(cast.helper) == []
    with time_machine.travel(NOW + timedelta(days=15), tick=False):
        assert titles(cast.coordinator) == []


@pytest.mark.parametrize(("ahead", "due"), [(10, 7), (4, 1), (2, 0), (0, 0)])
def test_a_question_is_due_while_somebody_else_can_still_be_asked(cast, workshop, ahead, due):
    evening = WorkshopDateFactory(workshop=workshop, starts=NOW + timedelta(days=ahead, hours=5))
    helper = HelperFactory(organisation=cast.association, user=cast.helper, email="h@example.org")
    asking.ask(evening, helper, HelperRole.LEAD, by=cast.coordinator)
    (duty,) = duties.of(cast.helper)
    assert duty.until == NOW.date() + timedelta(days=due)
