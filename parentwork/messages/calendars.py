"""Calendar files: what a family's own calendar learns by mail, and that of a helper from her page."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.utils import timezone

from parentwork.choices import SeatState
from parentwork.models import Assignment, Seat, Venue
from portal.lib.calendars import MEDIA_TYPE, Entry, calendar_file
from portal.outbox.kinds import Text

FILE_NAME = "calendar.ics"


def with_dates(text: Text, seats: Sequence[Seat], language: str) -> Text:
    """The mail with the dates of `seats` as a calendar file, where there are any."""
    if not seats:
        return text
    content = calendar_file((_entry(seat, language) for seat in seats), method="PUBLISH")
    return replace(text, attachments=((FILE_NAME, content, MEDIA_TYPE),))


def _entry(seat: Seat, language: str) -> Entry:
    """A date as the family keeps it: with the place that is told after booking, and its own page.

    It bears the association's name and no topic: a calendar shows it to whoever sees the phone.
    """
    date, booking = seat.date, seat.booking
    date.workshop = booking.workshop
    given_up = seat.state == SeatState.CANCELLED
    return Entry(
        uid=date.uid,
        # A date that the family gave up has not changed itself, but must replace what its calendar knows.
        sequence=date.version - (not given_up),
        stamp=seat.since,
        starts=date.starts,
        ends=date.ends,
        title=booking.workshop.organisation.name,
        place=_place(date.venue),
        url=booking.whole_address(language),
        is_cancelled=given_up or date.is_cancelled,
    )


def helper_dates(rows: Iterable[Assignment], language: str) -> bytes:
    """The dates on which somebody helps, with place and task, as a calendar file."""
    return calendar_file(_help(row, language) for row in rows)


def _help(row: Assignment, language: str) -> Entry:
    date = row.date
    return Entry(
        uid=date.uid,
        sequence=date.version,
        stamp=timezone.now(),
        starts=date.starts,
        ends=date.ends,
        title=f"{date.workshop.organisation.name}: {row.get_role_display()}",
        place=_place(date.venue),
        url=row.whole_address(language) if row.secret else "",
    )


def _place(venue: Venue) -> str:
    if venue.is_online:
        return venue.link or "Online"
    return ", ".join(str(part) for part in (venue.name, venue.street, venue.postal_code) if part)
