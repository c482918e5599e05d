"""Grants as 360Giving wants them: the data standard of funders, version 1.4."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from heapq import merge
from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Max
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from funding.choices import Financing
from funding.models import Award, ForgottenGrant
from funding.queries.awards import AwardQuerySet
from funding.queries.checking import granted
from portal.lib import money
from portal.lib.dates import day_of

VERSION = "1.4"
LICENSE = "https://www.govdata.de/dl-de/by-2-0"
# What identifiers begin with, so that they are unique in the world.
PREFIX = "360G-elternbruecke"
_TITLE = 140  # the longest that the standard wants
_CHUNK = 2000


@dataclass(frozen=True)
class OpenGrant:
    """What everybody may know of a grant."""

    uuid: UUID
    title: str
    applicant: str
    applicant_key: str
    place: str
    office: str
    office_key: str
    programme: str
    programme_key: str
    financing: Financing
    asked: Decimal
    awarded: Decimal
    paid_out: Decimal
    announced: date
    start: date
    end: date
    modified: datetime
    # What the check of the proof of use has left of it; None where there was none, or it left all.
    settled: Decimal | None = None

    @classmethod
    def of(cls, row: dict[str, Any]) -> Self:
        """One row of `_COLUMNS`."""
        return cls(
            uuid=row["request__public_id"],
            title=row["decision__submission__title"][:_TITLE],
            applicant=row["decision__submission__applicant"],
            applicant_key=f"{PREFIX}-{row['request__organisation__public_id']}",
            place=row["place"] or "",
            office=row["request__office__name"],
            office_key=f"{PREFIX}-{row['request__office__slug']}",
            programme=row["request__programme__name_de"] or row["request__programme__name_en"] or "",
            programme_key=row["request__programme__slug"],
            financing=Financing(row["financing"]),
            asked=row["decision__submission__requested"],
            awarded=row["amount"],
            paid_out=row["drawn"] - (row["proof__checking__paid_back"] or Decimal(0)),
            announced=day_of(row["decision__announced"]),
            start=row["start"],
            end=row["end"],
            modified=row["modified"],
            settled=_settled(row),
        )

    @classmethod
    def of_forgotten(cls, row: ForgottenGrant) -> Self:
        """One whose case is forgotten."""
        return cls(
            uuid=row.uuid, title=row.title, applicant=row.applicant,
            applicant_key=f"{PREFIX}-{row.applicant_uuid}", place=row.place, office=row.office.name,
            office_key=f"{PREFIX}-{row.office.slug}", programme=row.programme,
            programme_key=row.programme_slug, financing=Financing(row.financing), asked=row.asked,
            awarded=row.awarded, paid_out=row.paid_out, announced=row.announced, start=row.start, end=row.end,
            modified=row.modified, settled=row.settled,
        )  # fmt: skip

    @property
    def key(self) -> str:
        return f"{PREFIX}-{self.uuid}"

    @property
    def description(self) -> str:
        """What the money is for, without a word that the applicant wrote: in it a person might be named."""
        said = f"{self.programme or self.office}. {Financing(self.financing).label}"
        if self.settled is None:
            return said
        # The standard has no field for it: what was awarded stays what was awarded.
        left = _("After the check of the proof of use: %(sum)s.") % {"sum": money.euros(self.settled)}
        return f"{said}. {left}"


def _settled(row: dict[str, Any]) -> Decimal | None:
    found: Decimal | None = row["granted"]
    return found if row["proof__checking__closed"] and found != row["amount"] else None


_COLUMNS = (
    "request__public_id", "request__organisation__public_id", "request__office__name",
    "request__office__slug", "request__programme__name_de",
    "request__programme__name_en", "request__programme__slug",
    "decision__submission__title", "decision__submission__applicant", "decision__submission__requested",
    "decision__announced", "financing", "amount", "drawn", "start", "end", "modified", "place",
    "proof__checking__paid_back", "proof__checking__closed", "granted",
)  # fmt: skip


def open_grants() -> Iterator[OpenGrant]:
    """All published grants, the newest first; read piece by piece, however many there are.

    Those of cases that are forgotten stay among them, as they were.
    """
    kept = ForgottenGrant.objects.published().select_related("office").iterator(chunk_size=_CHUNK)
    found = (_of_awards(Award.objects.published()), map(OpenGrant.of_forgotten, kept))
    return merge(*found, key=lambda grant: grant.announced, reverse=True)


def open_grant_of(award: Award) -> OpenGrant | None:
    """The grant as it is published; None if it is not."""
    return next(_of_awards(Award.objects.published().filter(pk=award.pk)), None)


def _of_awards(awards: AwardQuerySet) -> Iterator[OpenGrant]:
    applicant = KeyTransform("organisation", "decision__submission__data")
    rows = awards.with_modified().annotate(place=KeyTextTransform("place", applicant))
    rows = rows.annotate(granted=granted("proof__checking__"))
    ordered = rows.order_by("-decision__announced", "-pk").values(*_COLUMNS)
    return map(OpenGrant.of, ordered.iterator(chunk_size=_CHUNK))


def state_of_grants() -> tuple[int, datetime | None]:
    """How many are published, and when the last of them, or an Office that publishes them, changed."""
    last = Greatest(Max("modified"), Max("request__office__updated"))
    found = Award.objects.published().with_modified().aggregate(number=Count("pk"), last=last)
    last = Greatest(Max("modified"), Max("office__updated"))
    kept = ForgottenGrant.objects.published().aggregate(number=Count("pk"), last=last)
    return found["number"] + kept["number"], max(filter(None, (found["last"], kept["last"])), default=None)


def as_360giving(grant: OpenGrant) -> dict[str, Any]:
    """The grant as JSON by the schema; amounts in EUR."""
    with translation.override("de"):
        programme = {"code": grant.programme_key, "title": grant.programme} | _address(grant.programme_key)
        return {
            "id": grant.key,
            "title": grant.title,
            "description": grant.description,
            "currency": "EUR",
            "amountAppliedFor": float(grant.asked),
            "amountAwarded": float(grant.awarded),
            "amountDisbursed": float(grant.paid_out),
            "awardDate": grant.announced.isoformat(),
            "plannedDates": [{"startDate": grant.start.isoformat(), "endDate": grant.end.isoformat()}],
            "recipientOrganization": [_recipient(grant)],
            "fundingOrganization": [
                {"id": grant.office_key, "name": grant.office, "addressCountry": "DE"},
            ],
            "grantProgramme": [programme],
            "dateModified": grant.modified.isoformat(),
            "dataSource": settings.SITE_URL + reverse("funding:open_data"),
        }


def _recipient(grant: OpenGrant) -> dict[str, str]:
    known = {"id": grant.applicant_key, "name": grant.applicant, "addressCountry": "DE"}
    return known | ({"addressLocality": grant.place} if grant.place else {})


def _address(slug: str) -> dict[str, str]:
    return {"url": settings.SITE_URL + reverse("funding:programme", args=[slug])} if slug else {}


# The headings that the standard gives to a table.
COLUMNS = (
    "Identifier", "Title", "Description", "Currency", "Amount Applied For", "Amount Awarded",
    "Amount Disbursed", "Award Date", "Planned Dates:Start Date", "Planned Dates:End Date",
    "Recipient Org:Identifier", "Recipient Org:Name", "Recipient Org:City", "Funding Org:Identifier",
    "Funding Org:Name", "Grant Programme:Code", "Grant Programme:Title", "Last Modified",
)  # fmt: skip


def as_row(grant: OpenGrant) -> list[Any]:
    """The grant as a line below `COLUMNS`."""
    with translation.override("de"):
        return [
            grant.key, grant.title, grant.description, "EUR", grant.asked, grant.awarded, grant.paid_out,
            grant.announced, grant.start, grant.end, grant.applicant_key, grant.applicant, grant.place,
            grant.office_key, grant.office, grant.programme_key, grant.programme, grant.modified,
        ]  # fmt: skip
