"""The rules of messages, written down a second time, from what happened alone.

It knows neither the kinds of message nor the jobs: it compares what stood in the database before and after
each event, and says which messages are owed, and whether a message that is owed is still true.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from portal.lib.dates import BERLIN
from tests.parentwork.six_weeks.facts import Facts


@dataclass(frozen=True)
class Owed:
    """A message to a family: about a booking or a seat, with what tells it from others of its kind."""

    kind: str
    about: int
    detail: str = ""


@dataclass
class RuleBook:
    """`open`: what is owed and from when on it may be sent; an entry goes when it is sent or untrue."""

    open: list[tuple[Owed, datetime]] = field(default_factory=list)
    reminded: set[Owed] = field(default_factory=set)
    offered_at: dict[int, datetime] = field(default_factory=dict)
    lapsed: set[int] = field(default_factory=set)
    offers: set[tuple[int, str]] = field(default_factory=set)

    def owe(self, kind: str, about: int, detail: str = "", *, due: datetime) -> None:
        self.open.append((Owed(kind, about, detail), due))

    # What families and the association do.

    def booked(self, facts: Facts, booking: int, *, by_staff: bool) -> None:
        if not (by_staff and facts.is_called(booking)):
            given = "confirmed" in {seat.state for seat in facts.seats_of(booking)}
            self.owe("booking_confirmed" if given else "booking_waiting", booking, due=facts.at)

    def given_up(self, facts: Facts, booking: int) -> None:
        if not facts.states_to_come(booking) and not facts.is_called(booking):
            self.owe("booking_cancelled", booking, due=facts.at)

    def taken(self, facts: Facts, booking: int) -> None:
        if not facts.is_called(booking):
            self.owe("moved_up", booking, due=facts.at)

    def moved(self, before: Facts, facts: Facts, date: int) -> None:
        """Of several moves that nobody was told of yet only the last counts."""
        if facts.dates[date].starts <= facts.at:
            return
        soonest = min(before.dates[date].starts, facts.dates[date].starts)
        for pk in self._alive(facts, date):
            self.open = [
                entry for entry in self.open if (entry[0].kind, entry[0].about) != ("date_changed", pk)
            ]
            self._owe_news("date_changed", facts, pk, soonest)

    def added(self, facts: Facts, date: int) -> None:
        for pk in self._alive(facts, date):
            self._owe_news("date_added", facts, pk, facts.dates[date].starts)

    def date_cancelled(self, facts: Facts, date: int) -> None:
        for pk in self._alive(facts, date):
            self._owe_news("date_cancelled", facts, pk, facts.dates[date].starts)

    def workshop_cancelled(self, before: Facts, facts: Facts, workshop: int) -> None:
        coming = {
            seat.booking
            for seat in before.seats.values()
            if before.dates[seat.date].workshop == workshop and before.is_to_come(seat)
        }
        soonest = min(
            (
                row.starts
                for row in before.dates.values()
                if row.workshop == workshop and row.state == "planned" and row.starts > facts.at
            ),
            default=facts.at,
        )
        for booking in sorted(coming):
            self.owe("workshop_cancelled", booking, due=due_of_news(facts, booking, soonest))

    def _owe_news(self, kind: str, facts: Facts, seat: int, starts: datetime) -> None:
        due = due_of_news(facts, facts.seats[seat].booking, starts)
        self.owe(kind, seat, detail_of(facts, seat), due=due)

    def _alive(self, facts: Facts, date: int) -> list[int]:
        return [pk for pk, seat in facts.seats.items() if seat.date == date and seat.state != "cancelled"]

    def places_went_on(self, before: Facts, facts: Facts, answered: int | None) -> None:
        """Whoever waited and has or is offered places now is told, by day; each offer or gift once.

        An offer that lapses when there is no time any more to ask somebody else becomes a gift. The family
        that `answered` has taken its own.
        """
        gifts, offers = set(), set()
        for pk, seat in facts.seats.items():
            was = before.seats.get(pk)
            self._note(pk, was and was.answer_by, seat.answer_by, facts.at, lapses=seat.state != "confirmed")
            is_gift = seat.state == "confirmed" and seat.booking != answered
            if was and was.state in ("waiting", "offered") and is_gift:
                gifts.add(seat.booking)
            if was and was.state == "waiting" and seat.state == "offered":
                offers.add((seat.booking, seat.answer_by))
        for booking in gifts:
            self.owe("moved_up", booking, due=by_day(facts.at))
        for booking, until in offers:
            self.offers.add((booking, stamp(until)))
            self.owe("places_offered", booking, stamp(until), due=by_day(facts.at))

    def _note(
        self, pk: int, was: datetime | None, until: datetime | None, at: datetime, *, lapses: bool
    ) -> None:
        """Since when places are offered, and who let an offer lapse."""
        if until != was:
            if was is not None and lapses:
                self.lapsed.add(pk)
            self.offered_at[pk] = at

    # What the clock does.

    def half_time(self, facts: Facts) -> None:
        """Once, by day, in the middle of the time to answer, and not to who let an offer lapse before."""
        if not time(8) <= wall(facts.at).time() < time(21):
            return
        for pk, seat in facts.seats.items():
            if seat.state != "offered" or not facts.is_to_come(seat) or seat.answer_by is None:
                continue
            half = self.offered_at[pk] + (seat.answer_by - self.offered_at[pk]) / 2
            is_time = half <= facts.at < seat.answer_by
            if is_time and pk not in self.lapsed and not facts.is_called(seat.booking):
                self._once("offer_reminder", seat.booking, stamp(seat.answer_by), facts.at)

    def reminders(self, facts: Facts) -> None:
        """Days before, on that day; hours before, on the same day and to whom no call is needed."""
        if not 9 <= wall(facts.at).hour <= 19:
            return
        for pk, seat in facts.seats.items():
            made = facts.bookings[seat.booking][1]
            is_fresh = facts.at - made <= timedelta(hours=3)
            if seat.state != "confirmed" or not facts.is_to_come(seat) or is_fresh:
                continue
            date = facts.dates[seat.date]
            days = (wall(date.starts).date() - wall(facts.at).date()).days
            if days and days == date.remind_days:
                self._once("reminder", pk, detail_of(facts, pk), facts.at)
            soon = date.starts - facts.at <= timedelta(hours=date.remind_hours)
            if days == 0 and soon and not facts.is_called(seat.booking):
                self._once("reminder_soon", pk, detail_of(facts, pk), facts.at)

    def thanks(self, facts: Facts) -> None:
        """From the morning after, to those who came."""
        if not 9 <= wall(facts.at).hour <= 19:
            return
        for pk in facts.came:
            seat = facts.seats[pk]
            over = facts.dates[seat.date].ends
            is_after = wall(over).date() < wall(facts.at).date() and facts.at - over <= timedelta(days=7)
            if is_after and not facts.is_called(seat.booking):
                self._once("thanks", pk, detail_of(facts, pk), facts.at)

    def _once(self, kind: str, about: int, detail: str, at: datetime) -> None:
        owed = Owed(kind, about, detail)
        if owed not in self.reminded:
            self.reminded.add(owed)
            self.open.append((owed, at))

    # What is sent, and what is told on the phone.

    def to_send(self, facts: Facts) -> Counter[Owed]:
        """What goes out now; what is no longer true is forgotten with it."""
        self.open = [(owed, self._or_by_day(facts, owed, moment)) for owed, moment in self.open]
        due = [
            owed
            for owed, moment in self.open
            if moment <= facts.at and not facts.is_called(booking_of(facts, owed))
        ]
        self.open = _without(self.open, due)
        return Counter(owed for owed in due if is_true(facts, owed))

    def _or_by_day(self, facts: Facts, owed: Owed, due: datetime) -> datetime:
        """What a family did itself is answered at night, too; not by an SMS that comes hours later."""
        is_late = due < facts.at - timedelta(hours=1) and facts.is_texted(booking_of(facts, owed))
        return by_day(facts.at) if is_late and owed.kind in ABOUT_A_BOOKING else due

    def to_tell(self, facts: Facts) -> Counter[Owed]:
        """What the helper says who calls now; what is untrue is not told."""
        told = [
            owed
            for owed, _due in self.open
            if facts.is_called(booking_of(facts, owed))
            and (is_true(facts, owed) or self._can_be_answered(facts, owed))
        ]
        self.open = _without(self.open, told)
        return Counter(told)

    def _can_be_answered(self, facts: Facts, owed: Owed) -> bool:
        """On the phone a late answer counts, too, as long as nobody else was asked in the family's place."""
        kept = [
            stamp(seat.answer_by)
            for seat in facts.seats_of(owed.about)
            if owed.kind == "places_offered" and facts.is_to_come(seat) and seat.answer_by
        ]
        told_otherwise = {until for booking, until in self.offers if booking == owed.about}
        return any(it == owed.detail or (it > owed.detail and it not in told_otherwise) for it in kept)


def _without(entries: list[tuple[Owed, datetime]], gone: list[Owed]) -> list[tuple[Owed, datetime]]:
    """Each of those that are gone takes one entry with it, the first."""
    left, kept = Counter(gone), []
    for entry in entries:
        if left[entry[0]]:
            left[entry[0]] -= 1
        else:
            kept.append(entry)
    return kept


ABOUT_A_BOOKING = {
    "booking_confirmed", "booking_waiting", "booking_cancelled", "moved_up", "places_offered",
    "offer_reminder", "workshop_cancelled",
}  # fmt: skip


def booking_of(facts: Facts, owed: Owed) -> int:
    return owed.about if owed.kind in ABOUT_A_BOOKING else facts.seats[owed.about].booking


def is_true(facts: Facts, owed: Owed) -> bool:
    """Whether what the message says still holds."""
    if owed.kind in ABOUT_A_BOOKING:
        return _holds_for_booking(facts, owed)
    seat = facts.seats[owed.about]
    date = facts.dates[seat.date]
    if owed.kind == "thanks":
        return date.starts <= facts.at < date.ends + timedelta(days=28)
    if owed.kind == "date_cancelled":  # until it would be over: somebody may stand before a closed door
        return seat.state != "cancelled" and date.state == "cancelled" and facts.at < date.ends
    if seat.state == "cancelled" or date.starts <= facts.at:
        return False
    given = seat.state == "confirmed" or owed.kind in ("date_changed", "date_added")
    return given and date.state == "planned" and owed.detail == detail_of(facts, owed.about)


def _holds_for_booking(facts: Facts, owed: Owed) -> bool:
    states = facts.states_to_come(owed.about)
    if owed.kind == "booking_waiting":
        return "waiting" in states
    if owed.kind == "booking_cancelled":
        return not states
    if owed.kind == "workshop_cancelled":
        dates = [facts.dates[seat.date] for seat in facts.seats_of(owed.about) if seat.state != "cancelled"]
        return not states and any(date.state == "cancelled" and date.starts > facts.at for date in dates)
    if owed.kind in ("places_offered", "offer_reminder"):
        return any(
            facts.is_to_come(seat) and seat.answer_by and stamp(seat.answer_by) == owed.detail
            and seat.answer_by > facts.at
            for seat in facts.seats_of(owed.about)
        )  # fmt: skip
    return "confirmed" in states


def wall(moment: datetime) -> datetime:
    """As clocks in Berlin show it."""
    return moment.astimezone(BERLIN)


def by_day(moment: datetime) -> datetime:
    """Nobody's phone rings at night because of what another family does: then at eight in the morning."""
    shown = wall(moment)
    if time(8) <= shown.time() < time(21):
        return moment
    day = shown.date() + timedelta(days=shown.time() >= time(21))
    return datetime.combine(day, time(8), BERLIN)


def due_of_news(facts: Facts, booking: int, starts: datetime) -> datetime:
    """What the association does at night is no reason to ring: an SMS comes in the morning, all else at once.

    A date that begins before noon is told of at night too: otherwise the family would set out in vain.
    """
    morning = by_day(facts.at)
    noon = datetime.combine(wall(morning).date(), time(12), BERLIN)
    return morning if facts.is_texted(booking) and starts >= noon else facts.at


def stamp(moment: datetime) -> str:
    return str(int(moment.timestamp()))


def detail_of(facts: Facts, seat: int) -> str:
    starts, ends, venue = facts.dates[facts.seats[seat].date].when_and_where
    return f"{stamp(starts)}-{stamp(ends)}-{venue}"
