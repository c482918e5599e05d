"""Where there is something to be asked for: addresses of the rows that are there."""

from typing import Any

from django.urls import reverse
from django.utils import timezone, translation

from funding.models import FundingRequest
from organisations.models import Organisation
from parentwork.models import Workshop, WorkshopDate
from portal.guides.models import Guide
from tests.faults.families import family
from tests.load.country import INBOX, SEARCHES

MANY = 100


ASSOCIATION, OFFICE = "verein@demo.example", "land-nw@demo.example"


def places() -> dict[str, Any]:
    """What the people of `people.py` ask for, as the database has it now."""
    with translation.override("de"):
        coming = Workshop.objects.filter(dates__starts__gt=timezone.now(), organisation__source="germany")
        workshops = [workshop.get_absolute_url() for workshop in coming.distinct().order_by("pk")[:MANY]]
        return {
            "people": {"association": ASSOCIATION, "office": OFFICE},
            "family": family(1),
            "public": _public() + workshops[:20],
            "workshops": workshops,
            "association": _association(),
            "office": _office(),
            "exports": EXPORTS,
        }


def _public() -> list[str]:
    guides = [reverse("guides:detail", args=[guide.slug]) for guide in Guide.objects.order_by("pk")[:20]]
    arabic = [address.replace("/de/", "/ar/", 1) for address in guides]
    hosts = Organisation.objects.filter(source="germany").order_by("pk")[:20]
    return [*SEARCHES.values(), *guides, *arabic, *(host.get_absolute_url() for host in hosts)]


def _association() -> list[str]:
    own = Organisation.objects.get(memberships__user__email=ASSOCIATION)
    dates = WorkshopDate.objects.filter(workshop__organisation=own).order_by("-pk")[:10]
    named = [
        reverse("parentwork:desk_list", args=[own.slug]),
        reverse("parentwork:desk_helpers", args=[own.slug]),
    ]
    lists = [reverse("parentwork:desk_attendance_list", args=[own.slug, date.pk]) for date in dates]
    return [reverse("desk"), *named, *lists]


def _office() -> list[str]:
    asked = FundingRequest.objects.filter(office__slug="musterstelle-nw").exclude(state="draft")
    inbox = reverse("funding:inbox", args=["musterstelle-nw"])
    cases = [f"{inbox}requests/{request.public_id}/" for request in asked.order_by("-pk")[:MANY]]
    return [reverse("desk"), *INBOX.values(), *cases]


EXPORTS = [
    "/de/organisations.csv",
    "/de/workshops.ics",
    "/api/organizations",
    "/api/services",
    "/open-data/grants.json",
    "/sitemap.xml",
    "/de/guides/how-school-works.pdf",
]
