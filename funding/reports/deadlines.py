"""The deadlines of programmes as entries of a calendar."""

from datetime import timedelta

from django.conf import settings
from django.utils import translation

from funding.models import Programme
from portal.lib.calendars import Entry
from portal.lib.languages import best_words

# So long before the last minute an entry begins: calendars hide what has no length.
SHOWN = timedelta(minutes=30)


def deadline_of(programme: Programme, reader: str) -> Entry:
    """The last half hour in which one can ask; a later revision replaces the entry where it is known."""
    last = programme.deadline
    if last is None:
        raise ValueError("this programme names no day")
    with translation.override(reader):
        url = settings.SITE_URL + programme.get_absolute_url()
    return Entry(
        uid=f"deadline-{programme.slug}-{last:%Y%m%d}@elternbruecke",
        sequence=programme.revision,
        stamp=programme.created,
        starts=last - SHOWN,
        ends=last,
        title=best_words(programme, "name", reader)[0],
        place=programme.office.name,
        url=url,
    )
