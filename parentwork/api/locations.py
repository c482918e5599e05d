"""Where workshops take place, as HSDS 3.0 `location` and the bare `service_at_location` say it.

Each workshop is at one place, so that the two identifiers follow from one another.
"""

from typing import Any
from uuid import UUID

from organisations.api.answers import Data
from organisations.api.identity import part
from organisations.api.organizations import address, said
from parentwork.models import Venue

# Turns the identifier of a workshop into that of its being at a place, and back. Where a UUID tells its
# version and variant there are zeros, so that both are proper ones.
_TWIN = UUID("5d0c9a3e-71b4-0f26-08d3-a94e6b17c0f5")


def twin(identifier: UUID) -> UUID:
    return UUID(int=identifier.int ^ _TWIN.int)


def at_location(row: Any, place: Data) -> Data:
    """The link between a workshop and its place, with the place."""
    return {
        "id": str(twin(row.public_id)),
        "service_id": str(row.public_id),
        "location_id": place["id"],
        "location": place,
    }


def brief(row: Any) -> Data:
    """The place's own fields: what the public page shows, so of a hidden one the town alone."""
    venue = row.venue
    return said(
        {
            "id": part(row.organisation.public_id, f"venue/{row.venue_id}"),
            "organization_id": str(row.organisation.public_id),
            "location_type": "virtual" if venue.is_online else "physical",
            "name": name_of(venue),
            "latitude": None if venue.is_online else venue.latitude,
            "longitude": None if venue.is_online else venue.longitude,
        }
    )


def full(row: Any) -> Data:
    venue = row.venue
    place = brief(row)
    if not venue.is_online and venue.postal_code:
        street = venue.street if venue.is_public else ""
        place["addresses"] = [address(place["id"], venue.postal_code, street)]
    if venue.step_free and venue.is_public:
        place["accessibility"] = [_without_steps(place["id"])]
    return place


def name_of(venue: Venue) -> str:
    if venue.is_online:
        return "Online"
    return venue.name if venue.is_public or not venue.postal_code else venue.postal_code.place


def _without_steps(location: str) -> Data:
    step_free = str(Venue._meta.get_field("step_free").verbose_name)
    return {"id": part(UUID(location), "step-free"), "location_id": location, "description": step_free}
