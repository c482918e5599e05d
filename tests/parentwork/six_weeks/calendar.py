"""Three series and their families: what happens on which day of the six weeks, in the order of time."""

import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError

from parentwork.choices import ContactWay, SignUp
from parentwork.models import Booking, Seat, Workshop, WorkshopDate
from parentwork.services import attendance, dates, workshops
from parentwork.services.bookings import book, cancel_booking
from parentwork.services.dates import Day
from parentwork.services.families import Family
from parentwork.services.offers import give_on, take
from portal.lib.dates import BERLIN, at_berlin
from tests.factories.parentwork import VenueFactory, WorkshopDateFactory, WorkshopFactory
from tests.parentwork.six_weeks.world import World

# The clocks of 2027 go forward on 28 March, a Sunday on which a meeting takes place.
FIRST_DAY = date(2027, 3, 1)
WEEKS = 6
LANGUAGES = ("de", "en", "tr", "ar", "ru", "uk", "fa", "pl", "ro", "de-x-leicht")
WAYS = (ContactWay.MAIL, ContactWay.SMS, ContactWay.MAIL, ContactWay.CALL, ContactWay.ASSOCIATION)

type Event = tuple[datetime, Callable[[], None]]


def on(day: int, hour: int, minute: int = 0) -> datetime:
    return at_berlin(FIRST_DAY + timedelta(days=day), time(hour, minute))


class Calendar:
    """All that will happen. Whatever happens does so in the first half of an hour; the jobs run after it."""

    def __init__(self, world: World, organisation, by, families: int, dice: random.Random) -> None:
        self.world, self.by, self.dice = world, by, dice
        self.organisation = organisation
        seats = max(6, families // 8)
        common = {"organisation": organisation, "seats": seats, "childcare": seats // 3}
        self.course = WorkshopFactory(**common, offers_places=True)
        self.sundays = WorkshopFactory(**common, offers_places=True, sign_up=SignUp.PER_DATE)
        self.at_once = WorkshopFactory(
            **common, offers_places=False, sign_up=SignUp.PER_DATE, remind_days=1, remind_hours=6
        )
        self.called_off = WorkshopFactory(**common, offers_places=True)
        for workshop, days, hour in (
            (self.course, (15, 22, 29, 36), 17),
            (self.sundays, (13, 20, 27, 34), 10),
            (self.at_once, (11, 18, 25, 32), 16),
            (self.called_off, (26, 33), 18),
        ):
            for day in days:
                WorkshopDateFactory(workshop=workshop, starts=on(day, hour, 30))
        self.other_place = VenueFactory(organisation=organisation)
        self.events: list[Event] = []
        for number in range(families):
            self._family(number)
        self._association()
        self.events.sort(key=lambda event: event[0])

    # Families.

    def _some_time(self, first: datetime, last: datetime) -> datetime:
        """Mostly by day, now and then at night; in the first half of the hour."""
        day = self.dice.randrange((last - first).days + 1)
        hour = self.dice.choice((1, 6, *range(7, 24)))
        moment = at_berlin(first.astimezone(BERLIN).date() + timedelta(days=day), time(hour))
        return moment + timedelta(minutes=self.dice.randrange(20))

    def _family(self, number: int) -> None:
        books_at = self._some_time(on(0, 0), on(32, 0))
        children = {"children_3_5": 1} if self.dice.random() < 0.4 else {}
        way = self.dice.choice(WAYS)
        said = Family(
            name=f"F{number}", way=way, adults=self.dice.choice((1, 1, 2)), children=children,
            email=f"f{number}@example.org", phone=f"+49151{10000000 + number}",
            language=LANGUAGES[number % len(LANGUAGES)], accepts_waiting=True,
        )  # fmt: skip
        workshop = self.dice.choice((self.course, self.sundays, self.at_once, self.called_off))
        by_staff = self.dice.random() < 0.15
        self.events.append((books_at, lambda: self._book(workshop, said, by_staff=by_staff)))
        if self.dice.random() < 0.35:
            cancels_at = self._some_time(books_at, on(35, 0))
            self.events.append((cancels_at, lambda: self._cancel(said)))

    def _book(self, workshop: Workshop, said: Family, *, by_staff: bool) -> None:
        coming = list(workshop.dates.upcoming())
        chosen = self.dice.sample(coming, min(len(coming), self.dice.choice((1, 2, 3))))
        said = Family(**(vars(said) | {"dates": tuple(row.pk for row in chosen)}))
        before = self.world.facts()
        try:
            booking = book(workshop, said, by=self.by if by_staff else None)
        except ValidationError:
            return  # the series is over or called off
        self.world.rules.booked(self.world.after(before), booking.pk, by_staff=by_staff)

    def _cancel(self, said: Family) -> None:
        booking = Booking.objects.filter(token=said.token).first()
        if booking is None:
            return
        only = None
        if booking.workshop.sign_up == SignUp.PER_DATE and self.dice.random() < 0.5:
            only = list(booking.seats.values_list("date_id", flat=True))[:1]
        before = self.world.facts()
        if cancel_booking(booking, only=only):
            self.world.rules.given_up(self.world.after(before), booking.pk)

    def answer_offers(self) -> None:
        """In each hour some of those who are asked answer; others never do."""
        for booking in Booking.objects.filter(seats__state="offered").distinct().order_by("pk"):
            chance = self.dice.random()
            if chance >= 0.05:
                continue
            before = self.world.facts()
            if chance < 0.04 and take(booking):
                self.world.rules.taken(self.world.after(before, answered=booking.pk), booking.pk)
            elif chance >= 0.04 and give_on(booking):
                self.world.rules.given_up(self.world.after(before), booking.pk)

    # The association.

    def _association(self) -> None:
        second, third, fourth = list(self.course.dates.order_by("starts"))[1:]
        sundays, at_once = (list(shop.dates.order_by("starts")) for shop in (self.sundays, self.at_once))
        moves = [
            (on(8, 14), second, timedelta(days=1)),
            # At night: an SMS waits for the morning, in which the next ones follow.
            (on(8, 23, 5), third, timedelta(hours=2)),
            # Somebody hesitates, all within the same minutes.
            (on(9, 10, 2), third, timedelta(hours=1)),
            (on(9, 10, 4), third, -timedelta(hours=1)),
            (on(9, 10, 6), third, timedelta(hours=1)),
            # And from day to day: to and fro, and there again.
            (on(16, 10), fourth, timedelta(days=2)),
            (on(17, 10), fourth, -timedelta(days=2)),
            (on(18, 10), fourth, timedelta(days=2)),
            # On the morning of the first reminder, and within the hours of the second.
            (on(17, 9, 5), sundays[1], timedelta(hours=2)),
            (on(25, 14, 5), at_once[2], timedelta(days=1)),
            # Over the change of the clocks.
            (on(26, 12), sundays[2], timedelta(hours=4)),
            # In the night before: nobody is to set out too early.
            (on(33, 23, 5), sundays[3], timedelta(hours=1)),
        ]
        for moment, row, by in moves:
            self.events.append((moment, lambda row=row, by=by: self._move(row, by)))
        self.events += [
            (on(12, 15), lambda: self._cancel_date(sundays[0])),
            (on(18, 14, 5), lambda: self._cancel_date(at_once[1])),
            (on(19, 2, 10), lambda: self._call_off(self.called_off)),
            (on(20, 22, 10), self._add_a_date),
            (on(23, 11), lambda: self._enlarge(sundays[3])),
            (on(24, 11), lambda: self._enlarge(at_once[3])),
            (on(30, 9, 10), lambda: self._elsewhere(sundays[3])),
        ]
        self.events += [(on(day, 10, 10), self._record_yesterday) for day in range(1, WEEKS * 7)]

    def _change(self, row: WorkshopDate, **other) -> None:
        row.refresh_from_db()
        said = {
            "starts": row.starts, "ends": row.ends, "venue": row.venue, "seats": row.seats,
            "childcare": row.childcare,
        } | other  # fmt: skip
        before = self.world.facts()
        changed = dates.change(row, Day(**said), by=self.by, version=row.version)
        after = self.world.after(before)
        if before.dates[row.pk].when_and_where != after.dates[changed.pk].when_and_where:
            self.world.rules.moved(before, after, row.pk)

    def _move(self, row: WorkshopDate, by: timedelta) -> None:
        """By the clock on the wall, also over the night in which the clocks change."""
        row.refresh_from_db()
        starts, ends = (
            (moment.astimezone(BERLIN).replace(tzinfo=None) + by).replace(tzinfo=BERLIN)
            for moment in (row.starts, row.ends)
        )
        self._change(row, starts=starts, ends=ends)

    def _elsewhere(self, row: WorkshopDate) -> None:
        self._change(row, venue=self.other_place)

    def _enlarge(self, row: WorkshopDate) -> None:
        self._change(row, seats=row.seats + 3, childcare=row.childcare + 1)

    def _add_a_date(self) -> None:
        last = self.course.dates.latest("starts")
        starts = on(39, 17, 30)
        day = Day(starts, starts + timedelta(hours=2), last.venue, last.seats, last.childcare)
        before = self.world.facts()
        row = dates.add(self.course, day, by=self.by)
        self.world.rules.added(self.world.after(before), row.pk)

    def _cancel_date(self, row: WorkshopDate) -> None:
        row.refresh_from_db()
        before = self.world.facts()
        dates.cancel(row, by=self.by, version=row.version)
        self.world.rules.date_cancelled(self.world.after(before), row.pk)

    def _call_off(self, workshop: Workshop) -> None:
        before = self.world.facts()
        workshops.cancel(workshop, by=self.by)
        self.world.rules.workshop_cancelled(before, self.world.after(before), workshop.pk)

    def _record_yesterday(self) -> None:
        """Two of three families came."""
        today = self.world.now().date()
        for row in WorkshopDate.objects.filter(
            state="planned", recorded=None, starts__lt=at_berlin(today, time())
        ):
            seats = Seat.objects.confirmed().filter(date=row).values_list("pk", flat=True)
            came = {pk: attendance.Came(adults=int(bool(pk % 3))) for pk in seats}
            attendance.record(row, came, attendance.Came(), by=self.by, version=row.attendance_version)
            self.world.last = None
