"""What a family may ask of whoever keeps its booking: to see all of it, and to have it forgotten."""

from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parentwork import messages
from parentwork.choices import AgeBand, SeatState
from parentwork.messages.callees import still_true
from parentwork.models import Booking
from parentwork.services import consents, deletion
from parentwork.services.bookings import cancel_booking
from portal.outbox.choices import Channel, State
from portal.outbox.kinds import kind_of
from portal.outbox.models import Message

# Of a date that the family has booked and the organisation called off.
CALLED_OFF = "called_off"
# What has become of a message, as the family reads it.
BECAME: dict[str, str | Promise] = {
    State.DUE: _("not sent yet"),
    State.CLAIMED: _("not sent yet"),
    State.SENT: _("is sent"),
    State.FAILED: _("could not be sent"),
    State.DROPPED: _("not sent, not needed any more"),
    State.DONE: _("you were told"),
}
# Nobody has called yet, or met her.
TO_BE_TOLD = _("you are still told by telephone or in person")


def all_of(booking: Booking) -> dict[str, Any]:
    """The rows that are kept of a booking, for the page and for both files alike."""
    sent = list(messages.sent_to(booking))
    true = {message.pk for message in still_true(row for row in sent if row.state == State.DUE)}
    return {
        "seats": list(booking.seats.select_related("date", "attendance").order_by("date__starts", "pk")),
        "ages": [(band, getattr(booking, band)) for band in AgeBand],
        "consents": list(booking.consents.order_by("given")),
        "told": [
            (kind_of(message.kind).label, message, _became(message, is_true=message.pk in true))
            for message in sent
        ],
    }


def _became(message: Message, *, is_true: bool) -> str | Promise:
    """What is true no more is not told, although the clock has not dropped it yet."""
    if message.state == State.DUE and not is_true:
        return BECAME[State.DROPPED]
    waits = message.channel == Channel.CALL and message.state == State.DUE
    return TO_BE_TOLD if waits else BECAME[message.state]


def kept_of(booking: Booking) -> dict[str, Any]:
    """All that is kept of a booking, by the names of its columns, for a file that programs read."""
    rows = all_of(booking)
    return {
        "name": booking.name,
        "code": booking.code,
        "organisation": booking.workshop.organisation.name,
        "workshop": str(booking.workshop),
        "booked": booking.created.isoformat(),
        "way": booking.way,
        "email": booking.email,
        "phone": booking.number,
        "language": booking.language,
        "adults": booking.adults,
        "children": {str(band): number for band, number in rows["ages"]},
        "childcare": booking.childcare,
        "interpreter": booking.interpreter,
        "interpreter_wish": booking.interpreter_wish,
        "allowed": [_consent(consent) for consent in rows["consents"]],
        "dates": [_seat(seat) for seat in rows["seats"]],
        "messages": [_message(message) for _label, message, _became_of_it in rows["told"]],
        "deleted_on": booking.delete_on.isoformat(),
        "read_of_list": booking.read_of_list,
        "list_ended": booking.list_ended.isoformat() if booking.list_ended else None,
    }


def _seat(seat: Any) -> dict[str, Any]:
    came = getattr(seat, "attendance", None)
    is_called_off = seat.date.is_cancelled and seat.state != SeatState.CANCELLED
    return {
        "starts": seat.date.starts.isoformat(),
        "state": CALLED_OFF if is_called_off else seat.state,
        "began_until_it_moved": seat.moved_from.isoformat() if seat.moved_from else None,
        "left_the_waiting_list": seat.left_the_line,
        "given_on_without_an_answer": seat.is_released,
        "said_that_it_comes": seat.promised.isoformat() if seat.promised else None,
        "said_that_it_does_not_come": seat.excused.isoformat() if seat.excused else None,
        "answer_until": seat.answer_by.isoformat() if seat.answer_by else None,
        "adults": seat.adults,
        "childcare": seat.childcare,
        "came": {"adults": came.adults, "children": came.children} if came else None,
    }


def _consent(consent: Any) -> dict[str, Any]:
    return {
        "purpose": consent.purpose,
        "text": consent.text,
        "version": consent.version,
        "name": consent.name,
        "email": consent.email,
        "phone": consent.number,
        "given": consent.given.isoformat(),
        "taken_back": consent.revoked.isoformat() if consent.revoked else None,
        "deleted_on": consent.delete_on.isoformat(),
    }


def _message(message: Any) -> dict[str, Any]:
    finished = message.finished_at
    return {
        "kind": message.kind,
        "name": message.name,
        "address": message.address,
        "language": message.language,
        "channel": message.channel,
        "state": message.state,
        "written": message.created.isoformat(),
        "finished": finished.isoformat() if finished else None,
    }


@transaction.atomic
def forget_now(booking: Booking) -> None:
    """Give up what is still to come and delete the booking; who came stays as sums without a name."""
    cancel_booking(booking)
    consents.forget_of(booking)
    deletion.forget(booking.workshop, Booking.objects.filter(pk=booking.pk))
