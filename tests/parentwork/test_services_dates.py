"""One date moves, grows, shrinks, is added or cancelled; families are told, nobody is overbooked."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from parentwork.choices import AssignmentState, ContactWay, SignUp, WorkshopState
from parentwork.models import Assignment, WorkshopDate
from parentwork.services import dates, workshops
from parentwork.services.bookings import book
from parentwork.services.dates import Day
from portal.lib.errors import Stale
from portal.outbox.kinds import kind_of
from portal.outbox.models import Message
from tests.factories.parentwork import (
    AssignmentFactory,
    HelperFactory,
    VenueFactory,
    WorkshopDateFactory,
    WorkshopFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def evening(cast):
    workshop = WorkshopFactory(organisation=cast.association, seats=2, childcare=1)
    return WorkshopDateFactory(workshop=workshop)


def day_of(date: WorkshopDate, **change) -> Day:
    return replace(Day(date.starts, date.ends, date.venue, date.seats, date.childcare), **change)


def later_by(date: WorkshopDate, days: int, **change) -> Day:
    moved = timedelta(days=days)
    return day_of(date, starts=date.starts + moved, ends=date.ends + moved, **change)


def posted(kind: str) -> list[Message]:
    return list(Message.objects.filter(kind=f"parentwork.{kind}").order_by("id"))


def wanted(message: Message) -> bool:
    kind = kind_of(message.kind)
    obj = kind.load(message.object_id)
    return obj is not None and kind.still_wanted(obj, message)


def test_a_moved_date_is_told_once_for_each_move(cast, evening, family):
    book(evening.workshop, family(way=ContactWay.MAIL, email="s@example.org"))
    for days in (1, 2):
        evening.refresh_from_db()
        moved = later_by(evening, days)
        dates.change(evening, moved, by=cast.coordinator, version=evening.version)
    first, second = posted("date_changed")
    assert (wanted(first), wanted(second)) == (False, True)


def test_a_date_that_moves_to_and_fro_is_told_each_time(
    cast, evening, family, django_capture_on_commit_callbacks
):
    book(evening.workshop, family(way=ContactWay.MAIL, email="s@example.org"))
    for days in (1, -1, 1):
        evening.refresh_from_db()
        with django_capture_on_commit_callbacks(execute=True):
            dates.change(evening, later_by(evening, days), by=cast.coordinator, version=evening.version)
    assert [message.state for message in posted("date_changed")] == ["sent"] * 3


def test_of_moves_that_nobody_was_told_of_yet_only_the_last_is_told(cast, evening, family):
    book(evening.workshop, family(way=ContactWay.MAIL, email="s@example.org"))
    for days in (1, -1, 1):
        evening.refresh_from_db()
        dates.change(evening, later_by(evening, days), by=cast.coordinator, version=evening.version)
    assert [message.state for message in posted("date_changed")] == ["dropped", "dropped", "due"]
    assert wanted(posted("date_changed")[-1])


def test_a_change_of_size_is_not_told(cast, evening, family):
    book(evening.workshop, family())
    dates.change(evening, day_of(evening, seats=9), by=cast.coordinator, version=1)
    assert posted("date_changed") == []


def test_more_seats_let_waiting_families_move_up(cast, evening, family):
    book(evening.workshop, family(adults=2))
    waiting = book(evening.workshop, family(adults=2, accepts_waiting=True))
    dates.change(evening, day_of(evening, seats=4), by=cast.coordinator, version=1)
    assert waiting.seats.get().state == "confirmed"
    assert len(posted("moved_up")) == 1


@pytest.mark.parametrize(("change", "field"), [({"seats": 1}, "seats"), ({"childcare": 0}, "childcare")])
def test_a_date_never_becomes_smaller_than_its_bookings(cast, evening, family, change, field):
    book(evening.workshop, family(adults=2, children={"children_3_5": 1}))
    with pytest.raises(ValidationError) as raised:
        dates.change(evening, day_of(evening, **change), by=cast.coordinator, version=1)
    assert list(raised.value.message_dict) == [field]


def test_a_stale_edit_changes_nothing(cast, evening):
    dates.change(evening, day_of(evening, seats=5), by=cast.coordinator, version=1)
    with pytest.raises(Stale) as raised:
        dates.change(evening, day_of(evening, seats=9), by=cast.editor, version=1)
    assert raised.value.current.seats == 5


@pytest.fixture
def clash(evening):
    """A second date three hours later, and what would put it half an hour into the first one."""
    other = WorkshopDateFactory(workshop=evening.workshop, starts=evening.ends + timedelta(hours=3))
    return other, day_of(other, starts=evening.starts + timedelta(minutes=30), ends=evening.ends)


def on_both(helper, *rows) -> list[Assignment]:
    return [AssignmentFactory(date=row, helper=helper) for row in rows]


def test_a_helper_who_is_elsewhere_does_not_keep_a_date_where_it_is(cast, evening, clash):
    other, day = clash
    samir = HelperFactory(organisation=cast.association, name="Samir", email="s@example.org")
    first, second = on_both(samir, evening, other)
    dates.change(other, day, by=cast.coordinator, version=1)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (AssignmentState.AGREED, AssignmentState.DECLINED)
    assert second.starts == day.starts
    assert [message.object_id for message in posted("helper_elsewhere")] == [second.pk]


def test_whoever_moves_a_date_and_is_elsewhere_herself_keeps_it_where_it_is(cast, evening, clash):
    other, day = clash
    on_both(HelperFactory(organisation=cast.association, name="Mina", user=cast.coordinator), evening, other)
    samir = AssignmentFactory(date=other, helper=HelperFactory(organisation=cast.association, name="Samir"))
    with pytest.raises(ValidationError, match="Mina is needed elsewhere"):
        dates.change(other, day, by=cast.coordinator, version=1)
    other.refresh_from_db()
    samir.refresh_from_db()
    assert (other.version, samir.state) == (1, AssignmentState.AGREED)


def test_a_later_end_that_keeps_a_helper_from_another_date_is_refused(cast, evening, clash):
    other, _day = clash
    on_both(HelperFactory(organisation=cast.association, name="Samir"), evening, other)
    later = day_of(evening, ends=other.ends)
    with pytest.raises(ValidationError, match="Samir is needed elsewhere"):
        dates.change(evening, later, by=cast.coordinator, version=1)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda date: {"ends": date.starts}, "ends"),
        (lambda date: {"venue": VenueFactory()}, "venue"),
    ],
    ids=["no time", "foreign place"],
)
def test_a_date_that_makes_no_sense_is_named(cast, evening, change, field):
    with pytest.raises(ValidationError) as raised:
        dates.change(evening, day_of(evening, **change(evening)), by=cast.coordinator, version=1)
    assert list(raised.value.message_dict) == [field]


def test_two_dates_cannot_start_together(cast, evening):
    with pytest.raises(ValidationError, match="at this time already"):
        dates.add(evening.workshop, day_of(evening), by=cast.coordinator)


def test_a_cancelled_date_is_told_to_all_and_frees_the_helpers(cast, evening, family):
    book(evening.workshop, family(adults=2))
    book(evening.workshop, family(accepts_waiting=True))
    assignment = AssignmentFactory(date=evening, helper=HelperFactory(organisation=cast.association))
    for _twice in range(2):
        dates.cancel(evening, by=cast.coordinator, version=1, reason="Krank")
    assert [wanted(message) for message in posted("date_cancelled")] == [True, True]
    assignment.refresh_from_db()
    assert assignment.state == AssignmentState.RELEASED


def test_a_confirmation_is_not_sent_for_a_date_that_is_cancelled(cast, evening, family):
    book(evening.workshop, family())
    dates.cancel(evening, by=cast.coordinator, version=1)
    assert [wanted(message) for message in posted("booking_confirmed")] == [False]


def test_families_of_a_series_sit_on_a_new_date_or_wait(cast, evening, family):
    first, second = book(evening.workshop, family()), book(evening.workshop, family())
    waiting = book(evening.workshop, family(accepts_waiting=True))
    later = later_by(evening, 7, seats=1)
    added = dates.add(evening.workshop, later, by=cast.coordinator)
    states = {seat.booking_id: (seat.state, seat.queue is None) for seat in added.taken.all()}
    assert states == {
        first.pk: ("confirmed", True), second.pk: ("waiting", False), waiting.pk: ("waiting", False)
    }  # fmt: skip
    assert len(posted("date_added")) == 3


def test_on_a_date_that_is_over_stand_those_who_had_places_and_nobody_waits(cast, evening, family):
    first = book(evening.workshop, family(adults=2))
    book(evening.workshop, family(accepts_waiting=True))
    added = dates.add(evening.workshop, later_by(evening, -30), by=cast.coordinator)
    assert [(seat.booking, seat.state) for seat in added.taken.all()] == [(first, "confirmed")]
    assert posted("date_added") == []


def test_with_sign_up_per_date_a_new_date_is_empty(cast, evening, family):
    evening.workshop.sign_up = SignUp.PER_DATE
    evening.workshop.save()
    book(evening.workshop, family(dates=(evening.pk,)))
    later = later_by(evening, 7)
    assert dates.add(evening.workshop, later, by=cast.coordinator).taken.count() == 0


STRANGERS = ["helper", "reader", "foreign_coordinator", "umbrella_coordinator", "portal_staff"]


@pytest.mark.parametrize("role", STRANGERS)
def test_who_may_not_plan_changes_no_date(cast, evening, role):
    person = getattr(cast, role)
    for act in (
        lambda: dates.change(evening, day_of(evening), by=person, version=1),
        lambda: dates.cancel(evening, by=person, version=1),
        lambda: dates.add(evening.workshop, day_of(evening), by=person),
        lambda: workshops.cancel(evening.workshop, by=person),
        lambda: workshops.publish(evening.workshop, by=person),
        lambda: workshops.change(evening.workshop, {}, by=person, version=1),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_a_cancelled_workshop_is_told_once_to_each_family(cast, evening, family):
    later = WorkshopDateFactory(workshop=evening.workshop)
    book(evening.workshop, family())
    workshops.cancel(evening.workshop, by=cast.coordinator, reason="Wasserschaden")
    later.refresh_from_db()
    evening.workshop.refresh_from_db()
    assert (later.is_cancelled, evening.workshop.state) == (True, WorkshopState.CANCELLED)
    assert [wanted(message) for message in posted("workshop_cancelled")] == [True]
    assert posted("date_cancelled") == []


def test_a_draft_without_a_coming_date_is_not_published(cast):
    draft = WorkshopFactory(organisation=cast.association, state=WorkshopState.DRAFT)
    with pytest.raises(ValidationError, match="still to come"):
        workshops.publish(draft, by=cast.coordinator)
