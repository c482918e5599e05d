"""Organisations with the workshops that they offer."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from organisations.api import organizations, parameters
from organisations.api.answers import Data
from organisations.api.parameters import Asked
from organisations.models import Organisation
from parentwork.api import services
from parentwork.models import Workshop

FULL_SERVICE = parameters.truth(
    "full_service", "Each service of an organisation with all that belongs to it."
)


def rows(asked: Asked) -> QuerySet[Organisation]:
    found = organizations.rows(asked)
    if not asked.get("full"):
        return found
    offered = services.for_entries(
        Workshop.objects.public().with_last_change(), {"full": asked.get("full_service")}
    ).order_by("pk")
    return found.prefetch_related(Prefetch("workshops", offered, to_attr="offered"))


def find(asked: Asked, identifier: UUID) -> Organisation | None:
    return rows(asked).filter(public_id=identifier).first()


def full(row: Any, asked: Asked) -> Data:
    """With its services: what they are called, or all of them where that is asked for."""
    entry = services.full if asked.get("full_service") else _name
    return organizations.full(row, asked) | {"services": [entry(it, {}) for it in row.offered]}


def _name(row: Any, asked: Asked) -> Data:
    whole = services.brief(row, {})
    return {name: whole[name] for name in ("id", "name", "status")}


ORGANIZATIONS = replace(
    organizations.ORGANIZATIONS,
    rows=rows,
    find=find,
    full=full,
    of_list=(*organizations.ORGANIZATIONS.of_list, FULL_SERVICE),
    of_one=(FULL_SERVICE,),
)
