"""When a family is told: called by the services inside their transaction."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from parentwork.choices import ContactWay
from parentwork.messages.kinds import MOVE, BookingKind, SeatKind, kinds_about, stamp
from parentwork.messages.nights import due_of_news
from parentwork.messages.offers import offer_version
from parentwork.models import Booking, Consent, Seat, Workshop, WorkshopDate
from portal.lib.dates import BERLIN
from portal.outbox import services as outbox
from portal.outbox.choices import Channel

CHANNELS = {
    ContactWay.MAIL: Channel.MAIL,
    ContactWay.SMS: Channel.SMS,
    ContactWay.CALL: Channel.CALL,
    ContactWay.ASSOCIATION: Channel.CALL,
}
# Whoever booked a moment ago needs no reminder.
TOO_FRESH = timedelta(hours=3)


def account_of(organisation_id: int) -> str:
    """Whose messages these are: the organisation's call list and SMS counter."""
    return f"organisation:{organisation_id}"


def recipient(family: Booking | Consent) -> outbox.Recipient:
    """Where a family is reached; on the organisation's call list if neither mail nor SMS reaches it."""
    channel = CHANNELS[ContactWay(family.way)]
    if channel == Channel.SMS and not settings.SMS_POSSIBLE:
        channel = Channel.CALL
    address = family.email if channel == Channel.MAIL else family.number
    return outbox.Recipient(channel=channel, address=address, language=family.language, name=family.name)


def booked(booking: Booking, *, waits: bool, by_staff: bool) -> None:
    """A booking was made. Who is on the phone with the association right now need not be called back."""
    if by_staff and is_called(booking):
        return
    _post("parentwork.booking_waiting" if waits else "parentwork.booking_confirmed", booking)


def cancelled(booking: Booking, *, by_staff: bool) -> None:
    """A booking was given up. A family without mail or SMS did it on its page or on the phone and knows."""
    if not is_called(booking):
        _post("parentwork.booking_cancelled", booking, _now())


def is_called(family: Booking | Consent) -> bool:
    """Neither mail nor SMS reaches the family: somebody of the organisation has to call or see it."""
    return recipient(family).channel == Channel.CALL


def moved_up(booking: Booking, *, due: datetime | None = None) -> None:
    """Places became free and are the family's; told at once, or when it is `due`."""
    _post("parentwork.moved_up", booking, _now(), due=due)


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


def date_changed(date: WorkshopDate, *, soonest: datetime) -> None:
    """Of each move, also of one to and fro; of several that nobody was told of yet only of the last.

    `soonest`: when it begins, or would have begun, whichever comes first.
    """
    for seat in _seats_on(date):
        outbox.withdraw("parentwork.date_changed", seat.pk)
        _post_news("parentwork.date_changed", seat, soonest, move=f"{MOVE}{date.version}")


def date_added(date: WorkshopDate) -> None:
    for seat in _seats_on(date):
        _post_news("parentwork.date_added", seat, date.starts)


def date_cancelled(date: WorkshopDate) -> None:
    for seat in _seats_on(date):
        _post_news("parentwork.date_cancelled", seat, date.starts)


def workshop_cancelled(workshop: Workshop, dates: Sequence[WorkshopDate]) -> None:
    """Every family with a seat on one of the dates is told once."""
    soonest = min((date.starts for date in dates), default=timezone.now())
    alive = Seat.objects.alive().filter(date__in=dates)
    for booking in workshop.bookings.filter(pk__in=alive.values("booking")):
        booking.workshop = workshop
        _post("parentwork.workshop_cancelled", booking, due=due_of_news(recipient(booking), soonest))


def released(seat: Seat) -> None:
    """The family did not say whether it comes, and its places went on."""
    _post_news("parentwork.place_released", seat, seat.date.starts)


def remind(seats: Iterable[Seat]) -> int:
    """Remind of dates some days away; asked again, nothing is posted twice."""
    count = 0
    for seat in seats:
        _post_seat("parentwork.reminder", seat)
        count += 1
    return count


def remind_soon(seats: Iterable[Seat]) -> int:
    """Remind of dates some hours away, by mail and SMS: a call would come too late."""
    return _by_wire("parentwork.reminder_soon", seats)


def thank(seats: Iterable[Seat]) -> int:
    """Thank families by mail or SMS: nobody is called for that. Asked again, none is doubled."""
    return _by_wire("parentwork.thanks", seats)


def _by_wire(kind: str, seats: Iterable[Seat]) -> int:
    """Post to those whom a message reaches by itself; how many."""
    count = 0
    for seat in seats:
        if not is_called(seat.booking):
            _post_seat(kind, seat)
            count += 1
    return count


def forget_contacts(bookings: list[int]) -> None:
    """Nothing more is sent about these bookings, and their addresses go from what was sent."""
    outbox.forget_contacts(kinds_about(BookingKind), bookings)
    seats = Seat.objects.filter(booking__in=bookings)
    outbox.forget_contacts(kinds_about(SeatKind), list(seats.values_list("pk", flat=True)))


def _seats_on(date: WorkshopDate) -> Iterator[Seat]:
    for seat in Seat.objects.alive().filter(date=date).select_related("booking__workshop").order_by("pk"):
        seat.date = date
        yield seat


def _post(kind: str, booking: Booking, version: str = "0", due: datetime | None = None) -> None:
    account = account_of(booking.workshop.organisation_id)
    outbox.post(kind, booking.pk, to=recipient(booking), version=version, account=account, due=due)


def _post_news(kind: str, seat: Seat, starts: datetime, move: str = "") -> None:
    """What the association does about a date that begins then."""
    _post_seat(kind, seat, move, due_of_news(recipient(seat.booking), starts))


def _post_seat(kind: str, seat: Seat, move: str = "", due: datetime | None = None) -> None:
    outbox.post(
        kind,
        seat.pk,
        to=recipient(seat.booking),
        version=stamp(seat.date) + move,
        account=account_of(seat.booking.workshop.organisation_id),
        due=due,
    )


def _now() -> str:
    """Things that can happen again to the same booking are told apart by the moment."""
    return timezone.now().astimezone(BERLIN).strftime("%Y%m%d%H%M%S%f")
