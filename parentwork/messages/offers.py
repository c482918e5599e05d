"""What a family is asked when places became free that it waited for."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parentwork.messages.kinds import BookingKind, coming_seats, context_of
from parentwork.models import Booking, Seat
from portal.lib.dates import BERLIN, moment_words
from portal.outbox.kinds import Text, mail_text, register
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
        seats = _offered(obj, message)
        context = context_of(obj, language) | {
            "dates": [moment_words(seat.date.starts, language) for seat in seats],
            "until": moment_words(datetime.fromtimestamp(int(message.version), BERLIN), language),
        }
        return mail_text(f"mail/parentwork/{self.template}.txt", context, language)

    def still_wanted(self, obj: Booking, message: Message) -> bool:
        return bool(_offered(obj, message))


@register
class OfferReminder(PlacesOffered):
    key = "parentwork.offer_reminder"
    label = _("Places offered: reminder")
    template = "offer_reminder"


def _offered(booking: Booking, message: Message) -> list[Seat]:
    """What the family can still take of the offer that the message speaks of."""
    now = timezone.now()
    open_ = [seat for seat in coming_seats(booking) if seat.answer_by and seat.answer_by > now]
    return [seat for seat in open_ if seat.answer_by and offer_version(seat.answer_by) == message.version]
