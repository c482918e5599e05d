"""What a family says when somebody of the organisation calls it, carried out as by its own buttons."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from parentwork.messages.kinds import DateAdded, DateChanged, Reminder
from parentwork.messages.offers import PlacesOffered, kept_until, offered_in
from parentwork.models import Booking, WorkshopDate
from parentwork.services import no_shows, offers
from parentwork.services.excuses import is_excused, stay_away
from portal.accounts.models import User
from portal.outbox import services as outbox
from portal.outbox.kinds import kind_of
from portal.outbox.models import Message


class Answer(StrEnum):
    """What the family said."""

    COMES = "comes"
    STAYS_AWAY = "stays_away"
    TAKES = "takes"
    GIVES_ON = "gives_on"


@dataclass(frozen=True)
class Question:
    """What the family is asked: whether it takes places, or whether it comes to a date on which it has some.

    `keeps_places`: also where it does not come, for it comes to other dates of a fixed group. `kept_until`:
    when the time to take places ends; None where it is over, and nobody else was asked yet.
    """

    booking: Booking
    dates: tuple[WorkshopDate, ...]
    is_offer: bool = False
    keeps_places: bool = False
    kept_until: datetime | None = None

    @property
    def answers(self) -> tuple[Answer, Answer]:
        return (Answer.TAKES, Answer.GIVES_ON) if self.is_offer else (Answer.COMES, Answer.STAYS_AWAY)


def question_of(message: Message) -> Question | None:
    """What is asked with a call; None where the family is only told something, or it is no longer true."""
    kind = kind_of(message.kind)
    obj = kind.load(message.object_id)
    if obj is None or not kind.still_wanted(obj, message):
        return None
    if isinstance(kind, PlacesOffered):
        seats = offered_in(obj, message)
        dates = tuple(seat.date for seat in seats)
        return Question(obj, dates, is_offer=True, kept_until=kept_until(seats))
    if isinstance(kind, Reminder | DateChanged | DateAdded) and obj.is_given:
        return Question(obj.booking, (obj.date,), keeps_places=is_excused(obj.booking, [obj.date_id]))
    return None


@transaction.atomic
def carry_out(message: Message, answer: Answer, *, by: User) -> bool:
    """Do what the family said, and take the call off the list in the name of who made it.

    False, and the call stays, where that is not asked or not possible any more. `PermissionDenied` for who
    may not book for families.
    """
    question = question_of(message)
    if question is None or answer not in question.answers or not _ACTS[answer](question, by):
        return False
    outbox.tick_off(message, by=by)
    return True


@transaction.atomic
def tell(messages: Iterable[Message], *, by: User) -> None:
    """Somebody was told all this: the calls are off the list in the name of who made them."""
    for message in messages:
        outbox.tick_off(message, by=by)


def _comes(question: Question, by: User) -> bool:
    return no_shows.promise(question.booking, on=question.dates[0].pk, by=by)


def _stays_away(question: Question, by: User) -> bool:
    return stay_away(question.booking, only=[date.pk for date in question.dates], by=by)


def _takes(question: Question, by: User) -> bool:
    return offers.take(question.booking, only=[date.pk for date in question.dates], by=by)


def _gives_on(question: Question, by: User) -> bool:
    return offers.give_on(question.booking, only=[date.pk for date in question.dates], by=by)


_ACTS: dict[Answer, Callable[[Question, User], bool]] = {
    Answer.COMES: _comes,
    Answer.STAYS_AWAY: _stays_away,
    Answer.TAKES: _takes,
    Answer.GIVES_ON: _gives_on,
}
