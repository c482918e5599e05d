"""When a family is told: called by the services inside their transaction."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import batched
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from parentwork.choices import ContactWay, SeatState
from parentwork.messages.cancelling import BookingCancelled, WorkshopCancelled
from parentwork.messages.kinds import (
    MOVE,
    WAS,
    BookingConfirmed,
    BookingKind,
    BookingWaiting,
    SeatKind,
    stamp,
)
from parentwork.messages.nights import news_about
from parentwork.messages.offers import offer_version
from parentwork.models import Booking, Consent, Seat, Workshop, WorkshopDate
from portal.lib.dates import BERLIN
from portal.outbox import services as outbox
from portal.outbox.choices import Channel
from portal.outbox.kinds import kinds_about
from portal.outbox.models import Message

CHANNELS = {
    ContactWay.MAIL: Channel.MAIL,
    ContactWay.SMS: Channel.SMS,
    ContactWay.CALL: Channel.CALL,
    ContactWay.ASSOCIATION: Channel.CALL,
}
# What a family hears of its booking first, by the places that it tells of.
FIRST = {kind.speaks_of: kind.key for kind in (BookingConfirmed, BookingWaiting)}
# So many seats are asked about in one query.
AT_ONCE = 500
# Whoever booked a moment ago needs no reminder.
TOO_FRESH = timedelta(hours=3)


def account_of(organisation_id: int) -> str:
    """Whose messages these are: the organisation's call list and SMS counter."""
    return f"organisation:{organisation_id}"


def reached_by(way: str) -> ContactWay:
    """How those who chose this way are really reached: without a gateway nobody gets an SMS, but a call."""
    return ContactWay.CALL if way == ContactWay.SMS and not settings.SMS_POSSIBLE else ContactWay(way)


def recipient(family: Booking | Consent) -> outbox.Recipient:
    """Where a family is reached; on the organisation's call list if neither mail nor SMS reaches it."""
    channel = CHANNELS[reached_by(family.way)]
    address = family.email if channel == Channel.MAIL else family.number
    return outbox.Recipient(channel=channel, address=address, language=family.language, name=family.name)


def booked(booking: Booking, *, waits: bool, by_staff: bool) -> None:
    """A booking was made. Who is on the phone with the association right now need not be called back."""
    if by_staff and is_called(booking):
        return
    _post(FIRST[SeatState.WAITING if waits else SeatState.CONFIRMED], booking)


def cancelled(booking: Booking, *, by_staff: bool) -> None:
    """A booking was given up. A family without mail or SMS did it on its page or on the phone and knows."""
    if not is_called(booking):
        _post(BookingCancelled.key, booking, _now())


def is_called(family: Booking | Consent) -> bool:
    """Neither mail nor SMS reaches the family: somebody of the organisation has to call or see it."""
    return recipient(family).channel == Channel.CALL


def moved_up(booking: Booking, *, due: datetime | None = None) -> None:
    """Places became free and are the family's; told at once, or when it is `due`."""
    _post("parentwork.moved_up", booking, _now(), due=due)


def reached_anew(booking: Booking) -> None:
    """Somebody of the association changed how the family is reached: its dates and its link go there, unless
    something that says them does anyway.
    """
    states = set(Seat.objects.coming().filter(booking=booking).values_list("state", flat=True))
    state = next((state for state in FIRST if state in states), None)
    if state and not is_called(booking) and not outbox.unsent(FIRST[state], [booking.pk]):
        _post(FIRST[state], booking, _now())


def places_offered(booking: Booking, until: datetime, *, due: datetime | None = None) -> None:
    """Places are kept for the family until then; told at once, or when it is `due`."""
    _post("parentwork.places_offered", booking, offer_version(until), due=due)


def remind_of_offer(booking: Booking, until: datetime) -> None:
    """Half of the time to answer is over; asked again, nothing is posted twice."""
    if not is_called(booking):
        _post("parentwork.offer_reminder", booking, offer_version(until))


def taken(booking: Booking) -> None:
    """The family said that it takes the places; who did so on the phone knows it."""
    if not is_called(booking):
        moved_up(booking)


def date_changed(date: WorkshopDate, *, before: datetime) -> dict[datetime, list[int]]:
    """Of each move, also of one to and fro; of several that nobody was told of yet only of the last.

    `before`: when it began until now. A family to whom earlier moves were not told yet reads when it was
    before the first of them: returned are the ids of the seats by the time that the families knew.
    """
    seats, kind = list(_seats_on(date)), "parentwork.date_changed"
    untold = outbox.unsent(kind, [seat.pk for seat in seats])
    outbox.withdraw(kind, *untold)
    known = defaultdict[datetime, list[int]](list)
    for seat in seats:
        was = untold.get(seat.pk, {}).get(WAS) or before.isoformat()
        known[datetime.fromisoformat(was)].append(seat.pk)
        _post_news(kind, seat, min(before, date.starts), f"{MOVE}{date.version}", {WAS: was})
    return dict(known)


def date_added(date: WorkshopDate, *, instead_of: Collection[int] = ()) -> None:
    """`instead_of`: cancelled dates of the same time, by id. Their families hear that it is held after all;
    those who were not told yet that it does not take place hear neither.
    """
    seats = list(_seats_on(date))
    off = Seat.objects.filter(date__in=instead_of, booking__in=[seat.booking_id for seat in seats])
    before = dict(off.alive().values_list("pk", "booking"))
    untold = {before[pk] for pk in outbox.unsent("parentwork.date_cancelled", list(before))}
    outbox.withdraw("parentwork.date_cancelled", *before)
    back = set(before.values())
    for seat in seats:
        if seat.booking_id in untold:
            continue
        kind = "parentwork.date_held" if seat.booking_id in back else "parentwork.date_added"
        _post_news(kind, seat, date.starts)


def date_cancelled(date: WorkshopDate) -> None:
    for seat in _seats_on(date):
        _post_news("parentwork.date_cancelled", seat, date.starts)


def workshop_cancelled(workshop: Workshop, dates: Sequence[WorkshopDate]) -> None:
    """Every family with a seat on one of the dates is told once."""
    soonest = min((date.starts for date in dates), default=timezone.now())
    alive = Seat.objects.alive().filter(date__in=dates)
    for booking in workshop.bookings.filter(pk__in=alive.values("booking")):
        booking.workshop = workshop
        _post(WorkshopCancelled.key, booking, **news_about(recipient(booking), soonest))


def released(seat: Seat) -> None:
    """The family did not say whether it comes, and its places went on."""
    _post_news_of("parentwork.place_released", seat)


def remind(seats: Iterable[Seat]) -> int:
    """Remind of dates some days away, each family once however often this is asked; how many now."""
    return _once("parentwork.reminder", seats, _post_seat)


def remind_soon(seats: Iterable[Seat]) -> int:
    """Remind of dates some hours away, once, by mail and SMS: a call would come too late; how many now."""
    return _once("parentwork.reminder_soon", _by_wire(seats), _post_news_of)


def thank(seats: Iterable[Seat]) -> int:
    """Thank families once, by mail or SMS: nobody is called for that; how many now."""
    return _once("parentwork.thanks", _by_wire(seats), _post_seat)


def _by_wire(seats: Iterable[Seat]) -> Iterator[Seat]:
    """Those whose family a message reaches by itself."""
    return (seat for seat in seats if not is_called(seat.booking))


def _once(kind: str, seats: Iterable[Seat], post: Callable[[str, Seat], None]) -> int:
    """Post where no such message was posted for this time and place: the clock asks again and again."""
    count = 0
    for some in batched(seats, AT_ONCE, strict=False):
        told = outbox.versions_of(kind, [seat.pk for seat in some])
        for seat in some:
            if (seat.pk, stamp(seat.date)) not in told:
                post(kind, seat)
                count += 1
    return count


def readdressed(booking: Booking) -> None:
    """What waits to be sent goes to the address that the family has now."""
    to = recipient(booking)
    outbox.readdress(kinds_about(BookingKind), [booking.pk], to=to)
    outbox.readdress(kinds_about(SeatKind), booking.seats.values_list("pk", flat=True), to=to)


def forget_contacts(bookings: list[int]) -> None:
    """Nothing more is sent about these bookings, and their addresses go from what was sent."""
    outbox.forget_contacts(kinds_about(BookingKind), bookings)
    seats = Seat.objects.filter(booking__in=bookings)
    outbox.forget_contacts(kinds_about(SeatKind), list(seats.values_list("pk", flat=True)))


def sent_to(booking: Booking) -> QuerySet[Message]:
    """What bears the name or the address of the family, sent or not, in the order of time."""
    of_booking = Q(kind__in=kinds_about(BookingKind), object_id=booking.pk)
    of_seats = Q(kind__in=kinds_about(SeatKind), object_id__in=booking.seats.values("pk"))
    return (
        Message.objects.filter(of_booking | of_seats).exclude(address="", name="").order_by("created", "pk")
    )


def _seats_on(date: WorkshopDate) -> Iterator[Seat]:
    for seat in Seat.objects.alive().filter(date=date).select_related("booking__workshop").order_by("pk"):
        seat.date = date
        yield seat


def _post(kind: str, booking: Booking, version: str = "0", **more: Any) -> None:
    account = account_of(booking.workshop.organisation_id)
    outbox.post(kind, booking.pk, to=recipient(booking), version=version, account=account, **more)


def _post_news(
    kind: str, seat: Seat, starts: datetime, move: str = "", said: dict[str, Any] | None = None
) -> None:
    """What the association does about a date that begins then; `said`: what the date does not know itself."""
    news = news_about(recipient(seat.booking), starts)
    _post_seat(kind, seat, move, **news | {"payload": news.get("payload", {}) | (said or {})})


def _post_news_of(kind: str, seat: Seat) -> None:
    _post_news(kind, seat, seat.date.starts)


def _post_seat(kind: str, seat: Seat, move: str = "", **more: Any) -> None:
    outbox.post(
        kind,
        seat.pk,
        to=recipient(seat.booking),
        version=stamp(seat.date) + move,
        account=account_of(seat.booking.workshop.organisation_id),
        **more,
    )


def _now() -> str:
    """Things that can happen again to the same booking are told apart by the moment."""
    return timezone.now().astimezone(BERLIN).strftime("%Y%m%d%H%M%S%f")
