"""What a family is told when it comes no more, or when nothing takes place to which it could come."""

from collections.abc import Collection
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parentwork.choices import SeatState
from parentwork.messages.kinds import BookingKind, coming_seats
from parentwork.messages.words import german_words
from parentwork.models import Booking, Seat
from portal.lib.dates import moment_words
from portal.outbox.kinds import register
from portal.outbox.models import Message

# Where a booking keeps its seats on dates that have not begun, given up and cancelled ones included, and
# whether all that it ever had was a place in the line.
TO_COME, ONLY_WAITED = "seats_to_come", "only_waited"


class CancellingKind(BookingKind):
    """The family's calendar learns what does not take place for it."""

    def load_many(self, object_ids: Collection[int]) -> dict[int, Booking]:
        found = super().load_many(object_ids)
        seats = Seat.objects.filter(date__starts__gt=timezone.now())
        ordered = seats.select_related("date__venue__postal_code").order_by("date__starts")
        prefetch_related_objects(list(found.values()), Prefetch("seats", ordered, to_attr=TO_COME))
        return found

    def dates_to_keep(self, obj: Booking) -> list[Seat]:
        return list(getattr(obj, TO_COME))


@register
class BookingCancelled(CancellingKind):
    key = "parentwork.booking_cancelled"
    label = _("Booking cancelled by the family")
    template = "booking_cancelled"

    def load_many(self, object_ids: Collection[int]) -> dict[int, Booking]:
        found = super().load_many(object_ids)
        booked = Seat.objects.filter(booking__in=found, left_the_line=False).order_by()
        had_places = set(booked.values_list("booking", flat=True))
        for pk, booking in found.items():
            setattr(booking, ONLY_WAITED, pk not in had_places)
        return found

    def more(self, obj: Booking, language: str) -> dict[str, Any]:
        return super().more(obj, language) | {"only_waited": getattr(obj, ONLY_WAITED)}

    def still_wanted(self, obj: Booking, message: Message) -> bool:
        return not coming_seats(obj)


@register
class WorkshopCancelled(CancellingKind):
    key = "parentwork.workshop_cancelled"
    label = _("Workshop cancelled")
    template = "workshop_cancelled"

    def more(self, obj: Booking, language: str) -> dict[str, Any]:
        dates = [seat.date for seat in _kept(obj)]
        return {
            "first": dates[0] if dates else None,
            "dates": [moment_words(date.starts, language) for date in dates],
            "reason": german_words(next((date.reason for date in dates if date.reason), ""), language),
        }

    def still_wanted(self, obj: Booking, message: Message) -> bool:
        return not coming_seats(obj) and any(seat.date.is_cancelled for seat in _kept(obj))


def _kept(booking: Booking) -> list[Seat]:
    """Those that the family has not given up."""
    return [seat for seat in getattr(booking, TO_COME) if seat.state != SeatState.CANCELLED]
