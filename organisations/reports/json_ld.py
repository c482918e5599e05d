"""What a public page says of its organisation to search engines, in the words of schema.org."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from organisations.choices import Access
from organisations.models import Organisation
from organisations.models.opening import Opening
from organisations.reports.mailboxes import mailboxes
from portal.lib import languages

type Data = dict[str, Any]

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def json_ld(organisation: Organisation, reader: str) -> Data:
    """An NGO with what is known of it in the language `reader`; nothing that the page does not show."""
    return {
        "@context": "https://schema.org",
        "@type": "NGO",
        "name": organisation.name,
        "url": settings.SITE_URL + organisation.get_absolute_url(),
        "identifier": str(organisation.public_id),
        "address": _address(organisation),
        "knowsLanguage": organisation.languages,
        **_said(
            {
                "description": languages.best_words(organisation, "summary", reader)[0],
                "email": organisation.email,
                "telephone": organisation.phone.as_e164 if organisation.phone else "",
                "sameAs": organisation.website,
                "foundingDate": str(organisation.founded or ""),
                "logo": logo_address(organisation),
                "contactPoint": _contact_points(organisation),
                "location": _rooms(organisation),
            }
        ),
    }


def logo_address(organisation: Organisation) -> str:
    """Where the logo lies, empty where there is none."""
    if organisation.logo is None:
        return ""
    path = reverse("organisations:logo_file", args=[organisation.slug, organisation.logo.mark])
    return settings.SITE_URL + path


def _said(data: Data) -> Data:
    return {key: value for key, value in data.items() if value}


def _address(organisation: Organisation) -> Data:
    return _said(
        {
            "@type": "PostalAddress",
            "addressCountry": "DE",
            "addressRegion": organisation.land_id or "",
            "addressLocality": organisation.place,
            "postalCode": organisation.postal_code_id or "",
            "streetAddress": organisation.street if organisation.street_is_public else "",
        }
    )


def _contact_points(organisation: Organisation) -> list[Data]:
    return [
        {"@type": "ContactPoint", "contactType": mailbox.purpose, "email": mailbox.address}
        for mailbox in mailboxes(organisation)
    ]


def _rooms(organisation: Organisation) -> Data:
    """The place with its hours and what it offers; nothing where neither is known."""
    said = _said(
        {
            "openingHoursSpecification": [_hours(opening) for opening in organisation.openings],
            "amenityFeature": [_feature(code) for code in organisation.access],
        }
    )
    return {"@type": "Place", "address": _address(organisation), **said} if said else {}


def _hours(opening: Opening) -> Data:
    day = f"https://schema.org/{_DAYS[opening.day]}"
    hours = {"opens": opening.opens, "closes": opening.closes}
    return {"@type": "OpeningHoursSpecification", "dayOfWeek": day, **hours}


def _feature(code: str) -> Data:
    return {"@type": "LocationFeatureSpecification", "name": str(Access(code).label), "value": True}
