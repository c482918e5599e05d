"""Bookings, changes, cancellations and resizing in any order: the rules of the seats hold after each step."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from organisations.choices import Role
from parentwork.choices import SeatState, SignUp
from parentwork.models import Seat, WorkshopDate
from parentwork.services import bookings, dates, offers, seats, waiting
from parentwork.services.bookings import book, cancel_booking
from parentwork.services.families import Family
from parentwork.services.numbers import Numbers, change_numbers
from tests.factories.organisations import MembershipFactory
from tests.factories.parentwork import WorkshopDateFactory, WorkshopFactory

ADULTS, CHILDREN = st.integers(1, 3), st.integers(0, 2)
KINDS = ("adults", "childcare")


class Seats(RuleBasedStateMachine):
    """One workshop of two dates, and whatever people may do with it."""

    families = Bundle("families")

    def __init__(self):
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.seen: dict[int, str] = {}

    def teardown(self):
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @initialize(
        sign_up=st.sampled_from([SignUp.SERIES, SignUp.PER_DATE]), sizes=st.tuples(ADULTS, CHILDREN),
        asks=st.booleans(),
    )  # fmt: skip
    def an_evening(self, sign_up, sizes, asks):
        self.workshop = WorkshopFactory(sign_up=sign_up, seats=3 + sizes[0], childcare=2, offers_places=asks)
        # Far enough for an offer over a weekend, when nobody calls.
        starts = timezone.now() + timedelta(days=14)
        for week, less in ((0, 0), (1, sizes[1])):
            WorkshopDateFactory(
                workshop=self.workshop, starts=starts + timedelta(weeks=week),
                seats=self.workshop.seats - less, childcare=2,
            )  # fmt: skip
        self.coordinator = MembershipFactory(
            organisation=self.workshop.organisation, role=Role.COORDINATOR
        ).user

    @rule(target=families, adults=ADULTS, children=CHILDREN, waits=st.booleans(), both=st.booleans())
    def a_family_books(self, adults, children, waits, both):
        pks = list(self.workshop.dates.values_list("pk", flat=True))
        said = Family(
            name="F", way="association", adults=adults, children={"children_3_5": children},
            accepts_waiting=waits, dates=tuple(pks if both else pks[:1]),
        )  # fmt: skip
        try:
            with transaction.atomic():
                return book(self.workshop, said)
        except ValidationError:
            return multiple()

    @rule(booking=consumes(families))
    def a_family_gives_up(self, booking):
        cancel_booking(booking)

    @rule(booking=families)
    def a_family_takes_what_is_offered(self, booking):
        asked = booking.seats.offered().exists()
        assert offers.take(booking) == asked
        assert not booking.seats.offered().exists()

    @rule(booking=families)
    def a_family_gives_on_what_is_offered(self, booking):
        asked = list(booking.seats.offered().values_list("pk", flat=True))
        given = list(booking.seats.confirmed().values_list("pk", flat=True))
        assert offers.give_on(booking) == bool(asked)
        assert not Seat.objects.alive().filter(pk__in=asked).exists()
        assert list(booking.seats.confirmed().values_list("pk", flat=True)) == given

    @rule(booking=families)
    def a_family_does_not_answer_in_time(self, booking):
        booking.seats.offered().update(answer_by=timezone.now() - timedelta(seconds=1))
        waiting.fill()
        assert not Seat.objects.offered().filter(answer_by__lte=timezone.now()).exists()

    @rule(booking=families, adults=ADULTS, children=CHILDREN)
    def a_family_changes_its_numbers(self, booking, adults, children):
        booking.refresh_from_db()
        try:
            with transaction.atomic():
                change_numbers(booking, Numbers(adults, {"children_3_5": children}))
        except ValidationError:
            pass

    @rule(which=st.integers(0, 1), seats=st.integers(1, 8), childcare=st.integers(0, 4))
    def a_date_becomes_larger_or_smaller(self, which, seats, childcare):
        date = self.workshop.dates.order_by("pk")[which]
        day = dates.Day(date.starts, date.ends, date.venue, seats, childcare)
        try:
            with transaction.atomic():
                dates.change(date, day, by=self.coordinator, version=date.version)
        except ValidationError:
            pass

    @precondition(lambda self: hasattr(self, "workshop"))
    @invariant()
    def never_more_are_taken_than_there_are(self):
        for date in WorkshopDate.objects.filter(workshop=self.workshop):
            taken = Seat.objects.holding().filter(date=date).aggregate(*map(Sum, KINDS))
            assert (taken["adults__sum"] or 0) <= date.seats
            assert (taken["childcare__sum"] or 0) <= date.childcare

    @precondition(lambda self: hasattr(self, "workshop"))
    @invariant()
    def nobody_is_passed_over(self):
        """Who waited before and still waits lacked nothing that anybody behind them has just got."""
        now = {seat.pk: seat for seat in Seat.objects.filter(date__workshop=self.workshop)}
        left = seats.places_left(list(self.workshop.dates.all()))
        for seat in now.values():
            if seat.state != SeatState.WAITING or self.seen.get(seat.pk) != (seat.state, *_wants(seat)):
                continue
            got = [row for row in now.values() if self._has_overtaken(row, seat)]
            short = []
            for kind, free in (
                ("adults", left[seat.date_id].seats),
                ("childcare", left[seat.date_id].childcare),
            ):
                given = sum(getattr(row, kind) for row in got)
                is_short = getattr(seat, kind) > free + given
                assert not (given and is_short)
                short.append(is_short)
            # Of a series another date may have been too small.
            assert not got or any(short) or self.workshop.sign_up == SignUp.SERIES
        self.seen = {pk: (seat.state, *_wants(seat)) for pk, seat in now.items()}
        self.line = {pk: seat.queue for pk, seat in now.items()}
        self.lapsed = {pk: seat.lapsed for pk, seat in now.items()}

    def _has_overtaken(self, row, seat) -> bool:
        """`row` is a newcomer, or stood behind, and has got a place on the same date in this step.

        Whoever did not answer has gone behind everybody, also when it is asked anew at once.
        """
        before = self.seen.get(row.pk)
        if row.date_id != seat.date_id or row.state not in (SeatState.CONFIRMED, SeatState.OFFERED):
            return False
        if before is not None and before[0] == SeatState.OFFERED:
            return row.state == SeatState.OFFERED and row.lapsed > self.lapsed[row.pk]
        return before is None or (before[0] == SeatState.WAITING and self.line[row.pk] > self.line[seat.pk])

    @precondition(lambda self: hasattr(self, "workshop"))
    @invariant()
    def whoever_could_move_up_has_moved_up(self):
        with transaction.atomic():
            assert seats.promote(self.workshop, seats.lock_dates(self.workshop)) == []

    @precondition(lambda self: hasattr(self, "workshop") and self.workshop.sign_up == SignUp.SERIES)
    @invariant()
    def a_family_of_a_series_has_all_of_its_places_or_none(self):
        states: dict[int, set[str]] = {}
        for booking, state in Seat.objects.values_list("booking", "state"):
            states.setdefault(booking, set()).add(state)
        assert all(len(kinds) == 1 for kinds in states.values())


def _wants(seat):
    return seat.adults, seat.childcare


CALM = settings(
    max_examples=15, stateful_step_count=20, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


@pytest.mark.django_db
def test_no_order_of_events_breaks_the_rules_of_the_seats():
    run_state_machine_as_test(Seats, settings=CALM)


@pytest.mark.django_db
def test_the_rules_notice_when_newcomers_overtake(monkeypatch):
    monkeypatch.setattr(bookings, "places_to_give", seats.places_left)
    steps = Seats()
    steps.an_evening(sign_up=SignUp.SERIES, sizes=(1, 0), asks=False)
    for adults in (3, 2):
        steps.a_family_books(adults=adults, children=0, waits=True, both=True)
        steps.nobody_is_passed_over()
    steps.a_family_books(adults=1, children=0, waits=True, both=True)
    with pytest.raises(AssertionError):
        steps.nobody_is_passed_over()
    steps.teardown()


@pytest.mark.django_db
def test_the_rules_notice_when_who_did_not_answer_stays_in_front(monkeypatch):
    monkeypatch.setattr(waiting, "next_in_line", lambda dates: 0)
    steps = Seats()
    steps.an_evening(sign_up=SignUp.PER_DATE, sizes=(1, 0), asks=True)
    first = steps.a_family_books(adults=3, children=0, waits=True, both=False)
    asked = steps.a_family_books(adults=3, children=0, waits=True, both=False)
    steps.a_family_books(adults=2, children=0, waits=True, both=False)
    steps.nobody_is_passed_over()
    steps.a_family_gives_up(first)
    steps.nobody_is_passed_over()
    steps.a_family_does_not_answer_in_time(asked)
    try:
        with pytest.raises(AssertionError):
            steps.nobody_is_passed_over()
    finally:
        steps.teardown()
