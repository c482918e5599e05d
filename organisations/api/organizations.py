"""Organisations as HSDS 3.0 `organization` says them; of an unclaimed entry the name and the town only."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery

from organisations.api import parameters
from organisations.api.answers import Data
from organisations.api.collections import Collection
from organisations.api.identity import part
from organisations.api.links import mailbox, uri
from organisations.api.parameters import Asked
from organisations.api.vocabularies import ACTIVITIES, AGES, LANGUAGE, LEVELS, markings
from organisations.choices import Access, HoursNote, ListingState
from organisations.models import Affiliation, Organisation
from organisations.models.opening import Opening
from organisations.reports.json_ld import logo_address
from organisations.reports.mailboxes import mailboxes
from portal.lib import dates, languages

ENTITY = "organization"
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def rows(asked: Asked) -> QuerySet[Organisation]:
    """What the public may see of what is asked for, in an order that stays from page to page."""
    found = with_parent(Organisation.objects.public()).order_by("pk")
    if moment := asked.get("modified_after"):
        found = found.filter(updated__gte=moment)
    if words := asked.get("search"):
        found = found.matching(words)
    return found


def with_parent(found: Any) -> Any:
    """With all that an entry needs; of several networks HSDS can name one, the one it joined first."""
    networks = Affiliation.objects.lasting(dates.today()).filter(
        member=OuterRef("pk"), umbrella__state=ListingState.LISTED
    )
    first = networks.order_by("since", "pk").values("umbrella__public_id")[:1]
    return found.select_related("postal_code__district", "logo").annotate(parent_id=Subquery(first))


def find(asked: Asked, identifier: UUID) -> Organisation | None:
    return rows({}).filter(public_id=identifier).first()


def brief(row: Organisation, asked: Asked) -> Data:
    """Its own fields."""
    return said(
        {
            "id": str(row.public_id),
            "name": row.name,
            "uri": address_of(row),
            **(_own_words(row) if row.is_listed else {}),
        }
    ) | {"description": _description(row) if row.is_listed else ""}


def full(row: Organisation, asked: Asked) -> Data:
    """With phone, place and what it is marked with."""
    if not row.is_listed:
        return brief(row, asked) | {"locations": [_town(row)] if row.place else []}
    marked = [
        *markings(AGES, row.age_phases, row.public_id, ENTITY),
        *markings(ACTIVITIES, row.activities, row.public_id, ENTITY),
        *markings(LEVELS, [row.level], row.public_id, ENTITY),
    ]
    return brief(row, asked) | {
        "contacts": _contacts(row),
        "phones": phones(row, ENTITY, row.public_id),
        "locations": [_location(row)],
        "attributes": marked,
    }


def phones(organisation: Organisation, entity: str, owner: UUID) -> list[Data]:
    """The public phone of an organisation, as that of itself or of what it offers."""
    if not organisation.phone:
        return []
    number = organisation.phone.as_international
    return [{"id": part(owner, "phone"), f"{entity}_id": str(owner), "number": number, "type": "voice"}]


def spoken(codes: list[str], entity: str, owner: Any) -> list[Data]:
    """Languages that are spoken at a place or in a workshop."""
    return [
        {
            "id": part(UUID(str(owner)), f"language/{code}"),
            f"{entity}_id": str(owner),
            "code": code,
            "name": languages.name_of(code, LANGUAGE),
        }
        for code in codes
    ]


def address(location: str, postal_code: Any, street: str) -> Data:
    """A postal address. HSDS asks for a street; where it is not public it stays empty."""
    district = postal_code.district
    return {
        "id": part(UUID(location), "address"),
        "location_id": location,
        "address_1": street,
        "city": postal_code.place,
        "region": district.name,
        "state_province": district.land_id,
        "postal_code": postal_code.code,
        "country": "DE",
        "address_type": "physical",
    }


def said(data: Data) -> Data:
    """What is known; HSDS has no word for what is not."""
    return {name: value for name, value in data.items() if value not in (None, "")}


def address_of(row: Any) -> str:
    return settings.SITE_URL + row.get_absolute_url()


def _own_words(row: Organisation) -> Data:
    return {
        "email": mailbox(row.email),
        "website": uri(row.website),
        "year_incorporated": row.founded,
        "logo": logo_address(row),
        "parent_organization_id": str(row.parent_id) if row.parent_id else None,  # type: ignore[attr-defined]
    }


def _description(row: Organisation) -> str:
    texts = (languages.best_words(row, field, LANGUAGE)[0] for field in ("summary", "about"))
    return "\n\n".join(text for text in texts if text)


def _town(row: Organisation) -> Data:
    return {
        "id": part(row.public_id, "location"),
        "organization_id": str(row.public_id),
        "location_type": "physical",
        "name": row.place,
    }


def _location(row: Organisation) -> Data:
    place = _town(row) | {"languages": spoken(row.languages, "location", part(row.public_id, "location"))}
    place |= {"accessibility": _accessibility(row, place["id"]), "schedules": _schedules(row, place["id"])}
    if row.postal_code is None:
        return place
    street = row.street if row.street_is_public else ""
    return place | {
        "latitude": row.postal_code.latitude,
        "longitude": row.postal_code.longitude,
        "addresses": [address(place["id"], row.postal_code, street)],
    }


def _contacts(row: Organisation) -> list[Data]:
    """Mail addresses that are each for one thing."""
    known = ((box, mailbox(box.address)) for box in mailboxes(row))
    owner = {"organization_id": str(row.public_id)}
    return [
        {"id": part(row.public_id, f"contact/{box.code}"), **owner, "department": box.purpose, "email": email}
        for box, email in known
        if email
    ]


def _accessibility(row: Organisation, location: str) -> list[Data]:
    return [
        {
            "id": part(UUID(location), f"access/{code}"),
            "location_id": location,
            "description": str(Access(code).label),
        }
        for code in row.access
    ]


def _schedules(row: Organisation, location: str) -> list[Data]:
    """Opening hours, as a rule for each span of a week."""
    return [_schedule(opening, location) for opening in row.openings]


def _schedule(opening: Opening, location: str) -> Data:
    return said(
        {
            "id": part(UUID(location), f"hours/{opening.day}/{opening.opens}"),
            "location_id": location,
            "freq": "WEEKLY",
            "byday": DAYS[opening.day],
            "opens_at": opening.opens,
            "closes_at": opening.closes,
            "notes": str(HoursNote(opening.note).label) if opening.note else "",
        }
    )


ORGANIZATIONS = Collection(
    name="organizations",
    noun=ENTITY,
    rows=rows,
    find=find,
    brief=brief,
    full=full,
    of_list=(parameters.SEARCH, parameters.MODIFIED_AFTER, parameters.FULL),
)
