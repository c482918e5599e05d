"""Workshops at their places, as HSDS 3.0 `service_at_location` says them."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from organisations.api import parameters
from organisations.api.answers import Data
from organisations.api.collections import Collection
from organisations.api.parameters import Asked, Unreadable
from parentwork.api import locations, services
from parentwork.api.locations import twin
from parentwork.models import Workshop
from portal.lib import geo
from portal.places.models import PostalCode

METRES = 25_000


def rows(asked: Asked) -> QuerySet[Workshop]:
    """As workshops, and near a place if one is asked for, nearest first."""
    found = services.rows(asked)
    if "postcode" in asked:
        place = PostalCode.objects.filter(code=asked["postcode"]).first()
        if place is None:
            raise Unreadable("We do not know this postal code.")
        km = asked.get("proximity", METRES) / 1000
        return geo.near(found, place.point, km, latitude="venue__latitude", longitude="venue__longitude")
    if "proximity" in asked:
        raise Unreadable("The parameter 'proximity' needs a 'postcode' beside it.")
    return found


def brief(row: Any, asked: Asked) -> Data:
    return locations.at_location(row, locations.brief(row)) | {"service": services.brief(row, {})}


def full(row: Any, asked: Asked) -> Data:
    """With the dates at this place; one that is elsewhere stands in the service alone."""
    here = [date for date in row.coming if date.venue_id == row.venue_id]
    return locations.at_location(row, locations.full(row)) | {
        "service": services.brief(row, {}),
        "schedules": [services.schedule(date, "service_at_location", twin(row.public_id)) for date in here],
    }


def find(asked: Asked, identifier: UUID) -> Workshop | None:
    return services.rows(asked).filter(public_id=twin(identifier)).first()


SERVICE_AT_LOCATIONS = Collection(
    name="service_at_locations",
    noun="service_at_location",
    rows=rows,
    find=find,
    brief=brief,
    full=full,
    of_list=(*services.FILTERS, parameters.POSTCODE, parameters.PROXIMITY),
)
