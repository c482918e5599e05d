"""What a family is asked when places became free that it waited for."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import DateTimeField, FloatField, Func, Q, When
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parentwork.messages.kinds import BookingKind, coming_seats
from parentwork.messages.words import context_of, text_about
from parentwork.models import Booking, Seat
from portal.lib.dates import BERLIN, moment_words
from portal.outbox import services as outbox
from portal.outbox.choices import Channel
from portal.outbox.kinds import Text, kinds_about, register
from portal.outbox.models import Message


def offer_version(until: datetime) -> str:
    """Which offer a message speaks of: the one that waits for an answer until then."""
    return str(int(until.timestamp()))


@register
class PlacesOffered(BookingKind):
    """Places became free, and are kept for the family until it answers."""

    key = "parentwork.places_offered"
    label = _("Places offered")
    template = "places_offered"

    def render(self, obj: Booking, language: str, message: Message) -> Text:
        seats = offered_in(obj, message)
        until = kept_until(seats)
        context = context_of(obj, language, message) | {
            "dates": [moment_words(seat.date.starts, language) for seat in seats],
            "until": moment_words(until, language) if until else "",
        }
        first = seats[0].date if seats else None
        return text_about(first, self.template, context, language, message)

    def still_wanted(self, obj: Booking, message: Message) -> bool:
        return bool(offered_in(obj, message))


@register
class OfferReminder(PlacesOffered):
    key = "parentwork.offer_reminder"
    label = _("Places offered: reminder")
    template = "offer_reminder"


def runs_out(message: Message) -> datetime | None:
    """Until when the places are kept of which a message tells; None where that is over, or it tells of
    something else.
    """
    is_open = message.kind in kinds_about(PlacesOffered) and message.version > offer_version(timezone.now())
    return datetime.fromtimestamp(int(message.version), BERLIN) if is_open else None


def offer_ends() -> When:
    """Of messages: when the offer runs out of which one tells, as long as that is to come."""
    # A version is a moment in seconds, which has as many digits now as in two hundred years.
    now = offer_version(timezone.now())
    seconds = Cast("version", FloatField())
    moment = Func(seconds, function="to_timestamp", output_field=DateTimeField())
    return When(Q(kind__in=kinds_about(PlacesOffered), version__gt=now), then=moment)


def offered_in(booking: Booking, message: Message) -> list[Seat]:
    """What the family can still take of the offer that the message speaks of.

    Who is called may answer late, too, as long as nobody else was asked in its place.
    """
    offered = [(seat, offer_version(seat.answer_by)) for seat in coming_seats(booking) if seat.answer_by]
    if message.channel == Channel.CALL:
        return [seat for seat, at in offered if at == message.version or _is_kept_on(at, message)]
    now = offer_version(timezone.now())
    return [seat for seat, version in offered if version == message.version and version > now]


def kept_until(seats: Iterable[Seat]) -> datetime | None:
    """Until when offered seats are kept for sure; None where that is over."""
    now = timezone.now()
    return min((seat.answer_by for seat in seats if seat.answer_by and seat.answer_by > now), default=None)


def _is_kept_on(version: str, message: Message) -> bool:
    """The offer that was not answered, which nobody else can have, goes on without another message."""
    if version < message.version:
        return False
    return (message.object_id, version) not in outbox.versions_of(PlacesOffered.key, [message.object_id])
