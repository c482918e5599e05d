"""The kinds of message, each asked again at sending time whether it is still true.

Texts are neutral: other people read along on a family's phone. They name no topic in an SMS or a subject.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parentwork.choices import SeatState
from parentwork.messages.calendars import with_dates
from parentwork.messages.nights import RingsByDay
from parentwork.messages.words import context_of, german_words, text_about
from parentwork.models import Booking, Seat, WorkshopDate
from portal.lib import codes
from portal.lib.dates import clock, moment_words, short_words
from portal.outbox.choices import Channel
from portal.outbox.kinds import Text, mail_text, register
from portal.outbox.models import Message

# Before the number of a move: a date that moves back to where it was is news again.
MOVE = "#"
# When a date that moved began before, in the payload of the message about it.
WAS = "was"
# Where a booking keeps its coming seats: a mail in two languages asks for them again and again.
COMING = "coming_seats"


def moved_from(message: Message) -> datetime | None:
    """When a date began before it moved; None where the message tells of no move."""
    was = message.payload.get(WAS)
    return datetime.fromisoformat(was) if was else None


def stamp(date: WorkshopDate) -> str:
    """When and where a date takes place, as the version of messages that say so."""
    return f"{int(date.starts.timestamp())}-{int(date.ends.timestamp())}-{date.venue_id}"


class BookingKind(RingsByDay):
    """A message about a whole booking."""

    template: str
    speaks_of = SeatState.CONFIRMED  # the places that an SMS tells of

    def load(self, object_id: int) -> Booking | None:
        return self.load_many([object_id]).get(object_id)

    def load_many(self, object_ids: Collection[int]) -> dict[int, Booking]:
        rows = Booking.objects.select_related("workshop__organisation", "workshop__venue__postal_code")
        found = rows.prefetch_related(Prefetch("seats", _coming(), to_attr=COMING)).in_bulk(object_ids)
        for pk, others in Booking.objects.beside(found.values()).items():
            found[pk].others = others
        return found

    def render(self, obj: Booking, language: str, message: Message) -> Text:
        context = context_of(obj, language, message) | self.more(obj, language)
        text = text_about(context["first"], self.template, context, language, message)
        # The German below another language stands in the same mail, which has its file already.
        return with_dates(text, self.dates_to_keep(obj), language) if language == message.language else text

    def dates_to_keep(self, obj: Booking) -> list[Seat]:
        """What the family's calendar learns from this message."""
        return [seat for seat in coming_seats(obj) if seat.state == SeatState.CONFIRMED]

    def more(self, obj: Booking, language: str) -> dict[str, Any]:
        coming = coming_seats(obj)
        return {
            "first": next((seat.date for seat in coming if seat.state == self.speaks_of), None),
            "dates": _words(coming, SeatState.CONFIRMED, language),
            "waiting": _words(coming, SeatState.WAITING, language),
            "others": _others(obj),
        }

    def still_wanted(self, obj: Booking, message: Message) -> bool:
        return any(seat.state == SeatState.CONFIRMED for seat in coming_seats(obj))


def _others(booking: Booking) -> list[str]:
    """The codes of other bookings of this workshop under the same contact, which nobody else is told."""
    return [codes.spaced(other.code) for other in booking.others]


@register
class BookingConfirmed(BookingKind):
    key = "parentwork.booking_confirmed"
    label = _("Booking confirmed")
    template = "booking_confirmed"


@register
class BookingWaiting(BookingKind):
    key = "parentwork.booking_waiting"
    label = _("On the waiting list")
    template = "booking_waiting"
    speaks_of = SeatState.WAITING

    def still_wanted(self, obj: Booking, message: Message) -> bool:
        return any(seat.state == SeatState.WAITING for seat in coming_seats(obj))


@register
class MovedUp(BookingKind):
    key = "parentwork.moved_up"
    label = _("Moved up from the waiting list")
    template = "moved_up"


class SeatKind(RingsByDay):
    """A message about one date."""

    template: str
    is_news = True  # the family's calendar does not know it yet

    def load(self, object_id: int) -> Seat | None:
        return self.load_many([object_id]).get(object_id)

    def load_many(self, object_ids: Collection[int]) -> dict[int, Seat]:
        rows = Seat.objects.select_related(
            "date__venue__postal_code", "booking__workshop__organisation", "booking__workshop__venue"
        )
        return rows.in_bulk(object_ids)

    def render(self, obj: Seat, language: str, message: Message) -> Text:
        place = obj.date.venue
        context = context_of(obj.booking, language, message) | {
            "date": moment_words(obj.date.starts, language),
            "ends": clock(obj.date.ends),
            "reason": german_words(obj.date.reason, language),
            "place": place,
            "waits": obj.state == SeatState.WAITING,
        }
        context |= self.more(obj, language, message)
        text = text_about(obj.date, self.template, context, language, message)
        keeps = self.is_news and obj.state not in (SeatState.WAITING, SeatState.OFFERED)
        return with_dates(text, [obj], language) if keeps and language == message.language else text

    def more(self, obj: Seat, language: str, message: Message) -> dict[str, Any]:
        return {}

    def still_wanted(self, obj: Seat, message: Message) -> bool:
        """The family still comes, and the date is still the one the message speaks of."""
        same = message.version.partition(MOVE)[0] == stamp(obj.date)
        return same and self.states(obj) and not obj.date.is_cancelled and obj.date.starts > timezone.now()

    def states(self, obj: Seat) -> bool:
        return obj.state != SeatState.CANCELLED


@register
class DateChanged(SeatKind):
    key = "parentwork.date_changed"
    label = _("Date changed")
    template = "date_changed"

    def more(self, obj: Seat, language: str, message: Message) -> dict[str, Any]:
        """When it was, unless only the place or the end is another, and where to say no to it alone."""
        ways = {"away": obj.away_address(language), "here": obj.whole_address(language)}
        was = moved_from(message)
        if was is None or was == obj.date.starts:
            return ways
        short = {"old": short_words(was, language), "new": short_words(obj.date.starts, language)}
        return ways | short | {"was": moment_words(was, language)}


@register
class DateAdded(SeatKind):
    key = "parentwork.date_added"
    label = _("Date added")
    template = "date_added"


@register
class DateHeld(DateAdded):
    """It was cancelled, and is held at its time after all."""

    key = "parentwork.date_held"
    label = _("Date takes place after all")
    template = "date_held"


@register
class DateCancelled(SeatKind):
    key = "parentwork.date_cancelled"
    label = _("Date cancelled")
    template = "date_cancelled"

    def still_wanted(self, obj: Seat, message: Message) -> bool:
        """Until it would be over: whoever stands before a closed door wants to know."""
        return self.states(obj) and obj.date.is_cancelled and not obj.date.is_over


@register
class Reminder(SeatKind):
    key = "parentwork.reminder"
    label = _("Reminder some days before")
    template = "reminder"
    is_news = False

    def states(self, obj: Seat) -> bool:
        return obj.state == SeatState.CONFIRMED and not obj.excused


@register
class ReminderSoon(Reminder):
    key = "parentwork.reminder_soon"
    label = _("Reminder some hours before")
    template = "reminder_soon"


@register
class PlaceReleased(SeatKind):
    """The family did not say whether it comes, and somebody else has its places."""

    key = "parentwork.place_released"
    label = _("Places given on without an answer")
    template = "place_released"

    def states(self, obj: Seat) -> bool:
        return obj.is_released and obj.state == SeatState.CANCELLED


@register
class Thanks(SeatKind):
    """With the address of the questions that name nobody; only for those who came. Nobody is called for it,
    whichever way the family chose since."""

    key = "parentwork.thanks"
    label = _("Thanks after the meeting")
    template = "thanks"

    def render(self, obj: Seat, language: str, message: Message) -> Text:
        address = obj.feedback_address(language)
        context = context_of(obj.booking, language, message) | {
            "date": moment_words(obj.date.starts, language), "link": address
        }  # fmt: skip
        return mail_text(f"mail/parentwork/{self.template}.txt", context, language)

    def still_wanted(self, obj: Seat, message: Message) -> bool:
        came = getattr(obj, "attendance", None)
        has_come = bool(came and (came.adults or came.children))
        return has_come and obj.date.takes_feedback and message.channel != Channel.CALL


def coming_seats(booking: Booking) -> list[Seat]:
    """Seats on dates that are still to come, in order of time, as they were when the booking was loaded."""
    return list(getattr(booking, COMING))


def _coming() -> QuerySet[Seat]:
    return Seat.objects.coming().select_related("date__venue__postal_code").order_by("date__starts")


def _words(seats: list[Seat], state: SeatState, language: str) -> list[str]:
    return [moment_words(seat.date.starts, language) for seat in seats if seat.state == state]
