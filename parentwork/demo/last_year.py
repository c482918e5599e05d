"""What the demo's organisations did in the year that was closed last and in the one before it.

Then there are sums of the members of a network, and of a Land where five have met.

The bookings of that year are deleted by now; what stands there is what they leave behind.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from organisations.models import Membership
from organisations.models.structure import newest_closed_year
from parentwork.choices import CountKind, VenueKind, WorkshopState
from parentwork.models import Format, Headcount, VolunteerHours, Workshop, WorkshopDate
from parentwork.services import venues, workshops
from parentwork.services.team import add_helper
from portal.lib.dates import at_berlin

_HOUSE = uuid.UUID("0d3f4f0a-0a52-4a7f-8d55-5b7d7c1f2a90")
EVERY = timedelta(weeks=3)


@dataclass(frozen=True)
class Year:
    """What one association did; `families` came to each meeting, with as many children."""

    email: str
    meetings: int
    families: int
    writes_hours: bool = True


# Four write down the hours of their volunteers: of so few no sum is shown.
YEARS = (
    Year("hamburg@demo.example", 8, 9),
    Year("hannover@demo.example", 6, 11),
    Year("bremen@demo.example", 9, 7),
    Year("frankfurt@demo.example", 5, 12, writes_hours=False),
    Year("essen@demo.example", 7, 8),
    Year("hamm@demo.example", 6, 6, writes_hours=False),
    Year("verein@demo.example", 8, 10, writes_hours=False),
    Year("rhein-ruhr@demo.example", 4, 8, writes_hours=False),
    Year("netzwerk@demo.example", 3, 9, writes_hours=False),
)


@transaction.atomic
def load() -> int:
    """How many series were made; those that are there stay."""
    return sum(_load(year) for year in YEARS) + sum(_load(_smaller(year), ago=1) for year in YEARS)


def _smaller(year: Year) -> Year:
    """The year before it, without hours: of these no network has sums."""
    return replace(year, meetings=year.meetings - 1, families=year.families - 1, writes_hours=False)


def _load(year: Year, *, ago: int = 0) -> bool:
    membership = Membership.objects.filter(user__email=year.email).select_related("organisation").first()
    if membership is None:
        return False
    token = uuid.uuid5(_HOUSE, year.email + " before" * ago)
    if Workshop.objects.filter(public_id=token).exists():
        return False
    workshop = _plan(membership, token, date(newest_closed_year() - ago, 2, 1), year.meetings)
    days = list(workshop.dates.order_by("starts"))
    Headcount.objects.bulk_create(_count(day, year.families, is_first=day == days[0]) for day in days)
    if year.writes_hours:
        _write_hours(membership, workshop, days)
    return True


def _plan(membership: Membership, token: uuid.UUID, first: date, meetings: int) -> Workshop:
    organisation, by = membership.organisation, membership.user
    place = {"kind": VenueKind.ROOM, "name": "Familienzentrum", "postal_code": organisation.postal_code}
    venue = venues.add(organisation, place, by=by)
    format_ = Format.objects.get(code="open-meeting")
    fields = {
        "format": format_, "venue": venue, "languages": organisation.languages[:2],
        "sign_up": format_.sign_up, "title_de": "Elterncafé", "title_en": "Parents’ café",
    }  # fmt: skip
    days = [first + EVERY * number for number in range(meetings)]
    times = [(at_berlin(day, time(16)), at_berlin(day, time(18))) for day in days]
    workshop = workshops.plan(organisation, fields, times, by=by, token=token)
    workshop.dates.update(recorded=timezone.now())
    Workshop.objects.filter(pk=workshop.pk).update(state=WorkshopState.PUBLISHED)
    return workshop


def _count(day: WorkshopDate, families: int, *, is_first: bool) -> Headcount:
    """The same families each time, who are new at the first meeting."""
    return Headcount(
        date=day, kind=CountKind.KEPT, adults=families, children=families,
        families=families, new_families=families if is_first else 0,
    )  # fmt: skip


def _write_hours(membership: Membership, workshop: Workshop, days: list[WorkshopDate]) -> None:
    by = membership.user
    helper = add_helper(membership.organisation, {"name": by.name, "user": by, "languages": ["de"]}, by=by)
    VolunteerHours.objects.bulk_create(
        VolunteerHours(
            workshop=workshop, helper=helper, date=day, day=day.day, hours=Decimal("3.5"),
            recorded_by=by, confirmed_by=by, confirmed=timezone.now(),
        )
        for day in days
    )  # fmt: skip
