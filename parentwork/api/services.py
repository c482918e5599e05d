"""Workshops as HSDS 3.0 `service` says them."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from organisations.api import organizations, parameters
from organisations.api.answers import Data
from organisations.api.collections import Collection
from organisations.api.identity import part
from organisations.api.links import mailbox
from organisations.api.organizations import address_of, phones, said, spoken
from organisations.api.parameters import Asked
from organisations.api.vocabularies import LANGUAGE
from organisations.models import Organisation
from parentwork.api import locations
from parentwork.api.locations import at_location
from parentwork.api.vocabularies import FORMATS, TAXONOMY_ID, TOPICS, format_term, term_of, topic_term
from parentwork.choices import WorkshopState
from parentwork.models import Workshop, WorkshopDate
from portal.lib.dates import BERLIN
from portal.lib.languages import best_words
from portal.lib.text import fold

ENTITY = "service"
# By vocabulary, where a workshop is marked with its words.
COLUMNS = {FORMATS.id: "format__code", TOPICS.id: "topics__slug"}


def rows(asked: Asked) -> QuerySet[Workshop]:
    """What the public may see of what is asked for, in an order that stays from page to page."""
    found = for_entries(Workshop.objects.public().with_last_change(), asked).order_by("pk")
    if organisation := asked.get("organization_id"):
        found = found.filter(organisation__public_id=organisation)
    if moment := asked.get("modified_after"):
        found = found.filter(changed__gte=moment)
    for word in parameters.words_of(asked):
        found = found.filter(_with_word(word))
    return marked(found, asked)


def for_entries(found: Any, asked: Asked) -> Any:
    """With what entries say, in a fixed number of queries."""
    if asked.get("minimal"):
        return found
    dates = WorkshopDate.objects.upcoming()
    organisations = Prefetch("organisation", organizations.with_parent(Organisation.objects.all()))
    found = found.select_related("format", "venue__postal_code__district").prefetch_related(organisations)
    found = found.annotate(is_coming=Exists(dates.filter(workshop=OuterRef("pk")).order_by()))
    if asked.get("full"):
        found = found.prefetch_related("topics", Prefetch("dates", dates, to_attr="coming"))
    return found


def marked(found: Any, asked: Asked) -> Any:
    """Only those marked with the word, and with a word of the vocabulary, that are asked for."""
    if identifier := asked.get("taxonomy_term_id"):
        term = term_of(identifier)
        column = COLUMNS.get(term.vocabulary.id) if term else None
        found = found.filter(**{column: term.code}) if column and term else found.none()
    if identifier := asked.get("taxonomy_id"):
        column = COLUMNS.get(identifier)
        found = found.filter(**{f"{column}__isnull": False}).distinct() if column else found.none()
    return found


def _with_word(word: str) -> Q:
    """In the title in any language, or in the folded name and town of the organisation."""
    found = Q(organisation__search_text__contains=fold(word))
    for column in Workshop._meta.fields:
        if column.name.startswith("title_"):
            found |= Q(**{f"{column.name}__icontains": word})
    return found


def brief(row: Any, asked: Asked) -> Data:
    """Its own fields, and those of its organisation."""
    if asked.get("minimal"):
        return {"id": str(row.public_id), "modified_date": row.changed.isoformat()}
    organisation = row.organisation
    return said(
        {
            "id": str(row.public_id),
            "organization_id": str(organisation.public_id),
            "name": best_words(row, "title", LANGUAGE)[0] or row.slug,
            "description": best_words(row, "text", LANGUAGE)[0],
            "url": address_of(row),
            "email": mailbox(organisation.email),
            "status": status_of(row),
            "application_process": row.get_sign_up_display(),
            "eligibility_description": row.get_audience_display(),
            "last_modified": row.changed.isoformat(),
            "organization": organizations.brief(organisation, {}),
        }
    )


def full(row: Any, asked: Asked) -> Data:
    """With dates, place, languages, cost and what it is marked with."""
    owner = row.public_id
    terms = [format_term(row.format), *map(topic_term, row.topics.all())]
    return brief(row, {}) | {
        "phones": phones(row.organisation, ENTITY, owner),
        "schedules": [schedule(date, ENTITY, owner) for date in row.coming],
        "service_at_locations": [at_location(row, locations.full(row))],
        "languages": spoken(row.languages, ENTITY, owner),
        "cost_options": [_cost(row)],
        "attributes": [term.marking(owner, ENTITY) for term in terms],
    }


def status_of(row: Any) -> str:
    if row.state == WorkshopState.CANCELLED:
        return "defunct"
    return "active" if row.is_coming else "inactive"


def schedule(date: WorkshopDate, entity: str, owner: UUID | str) -> Data:
    """One date; HSDS has days and times of day, each with what it differs from UTC."""
    starts, ends = date.starts.astimezone(BERLIN), date.ends.astimezone(BERLIN)
    offset = starts.utcoffset()
    return {
        "id": part(UUID(str(owner)), f"date/{date.pk}"),
        f"{entity}_id": str(owner),
        "dtstart": starts.date().isoformat(),
        "until": ends.date().isoformat(),
        "count": 1,
        "timezone": offset.total_seconds() / 3600 if offset else 0,
        "opens_at": starts.isoformat(timespec="minutes").partition("T")[2],
        "closes_at": ends.isoformat(timespec="minutes").partition("T")[2],
    }


def _cost(row: Workshop) -> Data:
    return {
        "id": part(row.public_id, "cost"),
        "service_id": str(row.public_id),
        "amount": float(row.cost),
        "currency": "EUR",
    }


ORGANIZATION_ID = parameters.identifier("organization_id", "Only what this organisation offers.")
FILTERS = (
    parameters.SEARCH,
    parameters.identifier("taxonomy_term_id", "Only what is marked with this term."),
    TAXONOMY_ID,
    ORGANIZATION_ID,
    parameters.MODIFIED_AFTER,
    parameters.FULL,
)
SERVICES = Collection(
    name="services",
    noun=ENTITY,
    rows=rows,
    find=lambda asked, identifier: rows(asked).filter(public_id=identifier).first(),
    brief=brief,
    full=full,
    of_list=(
        *FILTERS,
        parameters.truth("minimal", f"Only id and date of change, {parameters.MOST} on a page unless said."),
    ),
)
