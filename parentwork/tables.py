"""A workshop in forms that programs read: a calendar file and schema.org data."""

from typing import Any

from django.conf import settings

from parentwork.models import Venue, WorkshopDate
from portal.lib.calendars import Entry
from portal.lib.dates import BERLIN
from portal.lib.languages import best_words


def entry_of(date: WorkshopDate, language: str) -> Entry:
    """One date for a calendar file, with what everybody may know."""
    return Entry(
        uid=date.uid,
        sequence=date.version - 1,
        stamp=date.workshop.updated,
        starts=date.starts,
        ends=date.ends,
        title=best_words(date.workshop, "title", language)[0],
        place=date.venue.public_words,
        url=settings.SITE_URL + date.workshop.get_absolute_url(),
        is_cancelled=date.is_cancelled,
    )


def event_data(date: WorkshopDate, language: str) -> dict[str, Any]:
    """One date as schema.org EducationEvent."""
    workshop = date.workshop
    title, title_language = best_words(workshop, "title", language)
    mode = "Online" if date.venue.is_online else "Offline"
    return {
        "@context": "https://schema.org",
        "@type": "EducationEvent",
        "name": title,
        "inLanguage": workshop.languages or [title_language],
        "startDate": date.starts.astimezone(BERLIN).isoformat(),
        "endDate": date.ends.astimezone(BERLIN).isoformat(),
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": f"https://schema.org/{mode}EventAttendanceMode",
        "isAccessibleForFree": workshop.cost == 0,
        "url": settings.SITE_URL + workshop.get_absolute_url(),
        "maximumAttendeeCapacity": date.seats,
        "location": _location(date.venue),
        "organizer": {"@type": "Organization", "name": workshop.organisation.name},
    }


def _location(venue: Venue) -> dict[str, Any]:
    if venue.is_online:
        return {"@type": "VirtualLocation", "name": "Online", "url": settings.SITE_URL}
    town = venue.postal_code.place if venue.postal_code else ""
    address: dict[str, Any] = {
        "@type": "PostalAddress", "addressCountry": "DE",
        "postalCode": venue.postal_code_id, "addressLocality": town,
    }  # fmt: skip
    if venue.is_public and venue.street:
        address["streetAddress"] = venue.street
    name = venue.name if venue.is_public else town
    return {"@type": "Place", "name": name, "address": address}
