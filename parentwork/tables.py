"""A workshop in forms that programs read: a calendar file and schema.org data."""

from typing import Any

from django.conf import settings
from icalendar import Calendar, Event

from parentwork.models import Venue, Workshop, WorkshopDate
from portal.lib.dates import BERLIN
from portal.lib.languages import best_words


def place_words(venue: Venue) -> str:
    """Where, as far as everybody may know: the town for a place that is told after booking."""
    if venue.is_online:
        return "Online"
    town = str(venue.postal_code)
    return ", ".join(part for part in (venue.name, venue.street, town) if part) if venue.is_public else town


def calendar_file(workshop: Workshop, dates: list[WorkshopDate], address: str, language: str) -> bytes:
    """An iCalendar file (RFC 5545); SEQUENCE is the date's version, so that a moved date replaces itself."""
    title, _language = best_words(workshop, "title", language)
    calendar = Calendar()
    calendar.add("prodid", "-//Elternbruecke//elternbruecke//DE")
    calendar.add("version", "2.0")
    for date in dates:
        event = Event()
        event.add("uid", f"{workshop.public_id}-{date.pk}@elternbruecke")
        event.add("dtstamp", workshop.updated)
        event.add("sequence", date.version - 1)
        event.add("dtstart", date.starts.astimezone(BERLIN))
        event.add("dtend", date.ends.astimezone(BERLIN))
        event.add("summary", title)
        event.add("location", place_words(date.venue))
        event.add("url", address)
        event.add("status", "CANCELLED" if date.is_cancelled else "CONFIRMED")
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical()


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
