"""The deadlines of programmes as entries of a calendar."""

from django.conf import settings
from django.utils import translation

from funding.models import Programme
from portal.lib.calendars import Entry, deadline
from portal.lib.languages import best_words


def deadline_of(programme: Programme, reader: str) -> Entry:
    """The last day on which one can ask; a later revision replaces the entry where it is known."""
    last = programme.next_deadline
    if last is None:
        raise ValueError("this programme names no day")
    with translation.override(reader):
        return deadline(
            f"deadline-{programme.slug}-{last:%Y%m%d}@elternbruecke",
            last,
            best_words(programme, "name", reader)[0],
            sequence=programme.revision,
            stamp=programme.created,
            place=programme.office.name,
            url=settings.SITE_URL + programme.get_absolute_url(),
        )
