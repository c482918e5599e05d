"""The kinds of message, each asked again at sending time whether it is still true.

Texts are neutral: other people read along on a family's phone. They name no topic in an SMS or a subject.
"""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parentwork.choices import DateState, SeatState
from parentwork.messages.calendars import with_dates
from parentwork.models import Booking, Seat, WorkshopDate
from portal.lib import codes
from portal.lib.dates import clock, moment_words
from portal.lib.languages import best_words
from portal.outbox.kinds import Kind, Text, all_kinds, mail_text, register
from portal.outbox.models import Message

# Before the number of a move: a date that moves back to where it was is news again.
MOVE = "#"


def stamp(date: WorkshopDate) -> str:
    """When and where a date takes place, as the version of messages that say so."""
    return f"{int(date.starts.timestamp())}-{int(date.ends.timestamp())}-{date.venue_id}"


class BookingKind(Kind):
    """A message about a whole booking."""

    template: str

    def load(self, object_id: int) -> Booking | None:
        rows = Booking.objects.select_related("workshop__organisation", "workshop__venue__postal_code")
        return rows.filter(pk=object_id).first()

    def render(self, obj: Booking, language: str, message: Message) -> Text:
        context = context_of(obj, language) | self.more(obj, language)
        text = mail_text(f"mail/parentwork/{self.template}.txt", context, language)
        return with_dates(text, self.dates_to_keep(obj), language)

    def dates_to_keep(self, obj: Booking) -> list[Seat]:
        """What the family's calendar learns from this message."""
        return [seat for seat in coming_seats(obj) if seat.state == SeatState.CONFIRMED]

    def more(self, obj: Booking, language: str) -> dict[str, Any]:
        coming = coming_seats(obj)
        return {
            "dates": _words(coming, SeatState.CONFIRMED, language),
            "waiting": _words(coming, SeatState.WAITING, language),
            "others": _others(obj),
        }

    def still_wanted(self, obj: Booking, message: Message) -> bool:
        return any(seat.state == SeatState.CONFIRMED for seat in coming_seats(obj))


def _others(booking: Booking) -> list[str]:
    """The codes of other bookings of this workshop under the same contact, which nobody else is told."""
    rows = Booking.objects.under_contact(booking.workshop, email=booking.email, phone=booking.phone)
    return [codes.spaced(other.code) for other in rows.exclude(pk=booking.pk).order_by("pk")]


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

    def still_wanted(self, obj: Booking, message: Message) -> bool:
        return any(seat.state == SeatState.WAITING for seat in coming_seats(obj))


@register
class MovedUp(BookingKind):
    key = "parentwork.moved_up"
    label = _("Moved up from the waiting list")
    template = "moved_up"


@register
class BookingCancelled(BookingKind):
    key = "parentwork.booking_cancelled"
    label = _("Booking cancelled by the family")
    template = "booking_cancelled"

    def dates_to_keep(self, obj: Booking) -> list[Seat]:
        return _to_come(obj)

    def still_wanted(self, obj: Booking, message: Message) -> bool:
        return not coming_seats(obj)


@register
class WorkshopCancelled(BookingKind):
    key = "parentwork.workshop_cancelled"
    label = _("Workshop cancelled")
    template = "workshop_cancelled"

    def dates_to_keep(self, obj: Booking) -> list[Seat]:
        return _to_come(obj)

    def more(self, obj: Booking, language: str) -> dict[str, Any]:
        seats = obj.seats.alive().filter(date__starts__gt=timezone.now()).select_related("date")
        ordered = sorted(seats, key=lambda seat: seat.date.starts)
        return {
            "dates": [moment_words(seat.date.starts, language) for seat in ordered],
            "reason": next((seat.date.reason for seat in ordered if seat.date.reason), ""),
        }

    def still_wanted(self, obj: Booking, message: Message) -> bool:
        cancelled = obj.seats.alive().filter(date__starts__gt=timezone.now(), date__state=DateState.CANCELLED)
        return not coming_seats(obj) and cancelled.exists()


class SeatKind(Kind):
    """A message about one date."""

    template: str
    is_news = True  # the family's calendar does not know it yet

    def load(self, object_id: int) -> Seat | None:
        rows = Seat.objects.select_related(
            "date__venue__postal_code", "booking__workshop__organisation", "booking__workshop__venue"
        )
        return rows.filter(pk=object_id).first()

    def render(self, obj: Seat, language: str, message: Message) -> Text:
        place = obj.date.venue
        context = context_of(obj.booking, language) | {
            "date": moment_words(obj.date.starts, language),
            "ends": clock(obj.date.ends),
            "reason": obj.date.reason,
            "place": place,
            "waits": obj.state == SeatState.WAITING,
        }
        text = mail_text(f"mail/parentwork/{self.template}.txt", context, language)
        keeps = self.is_news and obj.state not in (SeatState.WAITING, SeatState.OFFERED)
        return with_dates(text, [obj], language) if keeps else text

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


@register
class DateAdded(SeatKind):
    key = "parentwork.date_added"
    label = _("Date added")
    template = "date_added"


@register
class DateCancelled(SeatKind):
    key = "parentwork.date_cancelled"
    label = _("Date cancelled")
    template = "date_cancelled"

    def still_wanted(self, obj: Seat, message: Message) -> bool:
        return self.states(obj) and obj.date.is_cancelled and obj.date.starts > timezone.now()


@register
class Reminder(SeatKind):
    key = "parentwork.reminder"
    label = _("Reminder some days before")
    template = "reminder"
    is_news = False

    def states(self, obj: Seat) -> bool:
        return obj.state == SeatState.CONFIRMED


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
    """With the address of the questions that name nobody; only for those who came."""

    key = "parentwork.thanks"
    label = _("Thanks after the meeting")
    template = "thanks"

    def render(self, obj: Seat, language: str, message: Message) -> Text:
        address = obj.date.feedback_address(language)
        context = context_of(obj.booking, language) | {
            "date": moment_words(obj.date.starts, language), "link": address
        }  # fmt: skip
        return mail_text(f"mail/parentwork/{self.template}.txt", context, language)

    def still_wanted(self, obj: Seat, message: Message) -> bool:
        came = getattr(obj, "attendance", None)
        return bool(came and (came.adults or came.children) and obj.date.takes_feedback)


def kinds_about(cls: type[Kind]) -> list[str]:
    """The keys of all kinds of this class."""
    return [kind.key for kind in all_kinds() if isinstance(kind, cls)]


def coming_seats(booking: Booking) -> list[Seat]:
    """Seats on dates that are still to come, in order of time."""
    rows = booking.seats.coming().select_related("date__venue__postal_code")
    return list(rows.order_by("date__starts"))


def _to_come(booking: Booking) -> list[Seat]:
    """Its seats on dates that have not begun, given up and cancelled ones included, in order of time."""
    seats = booking.seats.filter(date__starts__gt=timezone.now()).select_related("date__venue__postal_code")
    return list(seats.order_by("date__starts"))


def _words(seats: list[Seat], state: SeatState, language: str) -> list[str]:
    return [moment_words(seat.date.starts, language) for seat in seats if seat.state == state]


def context_of(booking: Booking, language: str) -> dict[str, Any]:
    return {
        "booking": booking,
        "title": best_words(booking.workshop, "title", language)[0],
        "organisation": booking.workshop.organisation,
        "place": booking.workshop.venue,
        "code": codes.spaced(booking.code),
        "link": booking.whole_address(language),
    }
