"""What messages say of a booking, and how they say what somebody of the organisation wrote."""

from typing import Any

from django.db.models import Model
from django.utils.translation import override, pgettext

from parentwork.models import Booking, WorkshopDate
from portal.lib import codes
from portal.lib.dates import moment_words, short_words
from portal.lib.languages import best_words
from portal.lib.lists import comma
from portal.outbox.choices import Channel
from portal.outbox.kinds import Text, mail_text
from portal.outbox.models import Message


def told_words(obj: Model, field: str, language: str) -> str:
    """A translated column for a reader of `language`; with a word where it is there in German alone."""
    words, written_in = best_words(obj, field, language)
    return german_words(words, language) if written_in == "de" else words


def german_words(words: str, language: str) -> str:
    """German words for a reader of `language`, with a word that says what they are."""
    if not words or language.startswith("de"):
        return words
    with override(language):
        mark = pgettext("there is no text in the reader's language", "in German")
    return f"{words} ({mark})"


def text_about(
    date: WorkshopDate | None, template: str, context: dict[str, Any], language: str, message: Message
) -> Text:
    """The mail, and the SMS in which `when` is the date: in full and with its place if there is room for
    that, else in figures, so that no words are lost.
    """
    path = f"mail/parentwork/{template}.txt"
    if date is None or message.channel != Channel.SMS:
        return mail_text(path, context | {"when": ""}, language)
    whens = (moment_words(date.starts, language), short_words(date.starts, language))
    told = [*(when + _where(date, language) for when in whens), whens[0]]
    may_say = [{"when": when} for when in told]
    return mail_text(path, context | {"when": whens[1]}, language, sms_may_say=may_say)


def _where(date: WorkshopDate, language: str) -> str:
    """No private home: others read along. Nor the place of a date that is off."""
    venue = date.venue
    is_told = venue.is_public and not venue.is_online and not date.is_cancelled
    return comma(language) + venue.name if is_told else ""


def context_of(booking: Booking, language: str, message: Message) -> dict[str, Any]:
    """What all texts about a booking say. Nobody reads a long address aloud: on the phone it is the code."""
    return {
        "is_called": message.channel == Channel.CALL,
        "spelled": codes.spelled(booking.code),
        "booking": booking,
        "title": told_words(booking.workshop, "title", language),
        "organisation": booking.workshop.organisation,
        "place": booking.workshop.venue,
        "code": codes.spaced(booking.code),
        "link": booking.whole_address(language),
    }
