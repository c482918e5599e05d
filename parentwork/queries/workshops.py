from datetime import date, datetime, time, timedelta
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from organisations.choices import ListingState
from parentwork.choices import (
    AssignmentState,
    DateState,
    HelperRole,
    SeatState,
    VenueKind,
    WorkshopState,
)
from parentwork.queries.evidence import Evidence, gather
from parentwork.queries.members import Person, family_reader, member
from portal.lib.dates import at_berlin
from portal.lib.geo import bounding_box, distance_km, inside


class WorkshopQuerySet(models.QuerySet[Any]):
    """Series of dates."""

    def visible_to(self, user: Person) -> Self:
        """Workshops whose desk pages `user` may open: members of the organisation and portal staff."""
        seen = member(user, "organisation")
        return self.none() if seen is None else self.filter(seen)

    def public(self) -> Self:
        """Workshops that have a public page, cancelled ones included, so that families learn of it."""
        return self.filter(
            state__in=[WorkshopState.PUBLISHED, WorkshopState.CANCELLED],
            organisation__state=ListingState.LISTED,
        )

    def with_last_change(self) -> Self:
        """Annotates `changed`: when what the public page shows was last touched, as far as history goes."""
        dates = _last(apps.get_model("parentwork", "WorkshopDateEvent"), workshop=OuterRef("pk"))
        venue = _last(apps.get_model("parentwork", "VenueEvent"), pgh_obj=OuterRef("venue"))
        return self.annotate(changed=Greatest("updated", "organisation__updated", dates, venue))

    def evidence(self, start: date, end: date) -> Evidence:
        """Sums of what happened from `start` to `end` (both included, days in Berlin), never a name."""
        return gather(self, start, end)


class WorkshopDateQuerySet(models.QuerySet[Any]):
    """Single dates."""

    def visible_to(self, user: Person) -> Self:
        seen = member(user, "workshop__organisation")
        return self.none() if seen is None else self.filter(seen)

    def with_families_for(self, user: Person) -> Self:
        """Dates whose families `user` may see: those who run the workshops."""
        seen = family_reader(user, "workshop__organisation")
        return self.none() if seen is None else self.filter(seen)

    def public(self) -> Self:
        """Dates of published workshops of listed organisations."""
        return self.filter(
            workshop__state=WorkshopState.PUBLISHED, workshop__organisation__state=ListingState.LISTED
        )

    def with_places(self) -> Self:
        """Annotates how many places are taken, how many families wait, and the most that one of them needs.

        For pages alone: whoever grants places counts under a lock.
        """
        seats = apps.get_model("parentwork", "Seat").objects.filter(date=OuterRef("pk")).order_by()
        taken = seats.holding().values("date")
        waiting = seats.filter(state=SeatState.WAITING).values("date")
        return self.annotate(
            adults_taken=_number(taken.annotate(sum=Sum("adults"))),
            childcare_taken=_number(taken.annotate(sum=Sum("childcare"))),
            families_waiting=_number(waiting.annotate(sum=Count("pk"))),
            adults_awaited=_number(waiting.annotate(sum=Max("adults"))),
            childcare_awaited=_number(waiting.annotate(sum=Max("childcare"))),
        )

    def with_helpers(self) -> Self:
        """Annotates `has_lead`: somebody has agreed to lead; `carers`: how many look after the children;
        `asks`: somebody is asked.
        """
        helpers = apps.get_model("parentwork", "Assignment").objects.filter(date=OuterRef("pk"))
        agreed = helpers.filter(state=AssignmentState.AGREED)
        return self.annotate(
            asks=Exists(helpers.filter(state=AssignmentState.ASKED)),
            has_lead=Exists(agreed.filter(role=HelperRole.LEAD)),
            carers=_number(
                agreed.filter(role=HelperRole.CHILDCARE).order_by().values("date").annotate(sum=Count("pk"))
            ),
        )

    def next_of_each(self) -> Self:
        """Only the next coming date of each workshop."""
        earlier = self.model.objects.upcoming().filter(
            Q(starts__lt=OuterRef("starts")) | Q(starts=OuterRef("starts"), pk__lt=OuterRef("pk")),
            workshop=OuterRef("workshop"),
        )
        return self.filter(~Exists(earlier.order_by()))

    def near(self, point: tuple[float, float], km: float) -> Self:
        """Dates up to `km` kilometres away, annotated with `distance`, and those online; order is kept."""
        box = inside(bounding_box(*point, km), latitude="venue__latitude", longitude="venue__longitude")
        distance = distance_km(point, latitude="venue__latitude", longitude="venue__longitude")
        online = Q(venue__kind=VenueKind.ONLINE)
        return self.annotate(distance=distance).filter((box & Q(distance__lte=km)) | online)

    def on_day(self, day: date) -> Self:
        """Dates that begin on this day, as calendars in Berlin have it."""
        return self.between(day, day + timedelta(days=1))

    def between(self, first: date, end: date) -> Self:
        """Dates that begin on one of the days from `first` on and before `end`."""
        return self.filter(starts__gte=at_berlin(first, time()), starts__lt=at_berlin(end, time()))

    def in_land(self, land: str) -> Self:
        """Dates in the Land of this code, and those online; order is kept."""
        here = Q(venue__postal_code__district__land=land)
        return self.filter(here | Q(venue__kind=VenueKind.ONLINE))

    def unrecorded(self) -> Self:
        """Dates that are over and for which nobody has typed in who came, the latest first."""
        over = self.planned().filter(ends__lt=timezone.now(), recorded__isnull=True)
        return over.exclude(workshop__state=WorkshopState.DRAFT).order_by("-starts", "-id")

    def for_pages(self) -> Self:
        """With all that a list shows of them, in one query."""
        return self.select_related(
            "workshop__organisation", "workshop__format", "venue__postal_code"
        ).with_places()

    def for_calendars(self) -> Self:
        """Coming dates for calendars that subscribe, cancelled ones too: a calendar keeps what it knows."""
        rows = self.filter(
            workshop__state__in=[WorkshopState.PUBLISHED, WorkshopState.CANCELLED],
            workshop__organisation__state=ListingState.LISTED,
            starts__gt=timezone.now(),
        )
        return rows.select_related("workshop", "venue__postal_code").order_by("starts", "id")

    def in_room(self, venue: Any, starts: datetime, ends: datetime) -> Self:
        """Dates, of drafts too, that take up the place `venue` at that time; none online."""
        if venue.is_online:
            return self.none()
        return self.planned().filter(venue=venue, starts__lt=ends, ends__gt=starts)

    def planned(self) -> Self:
        return self.filter(state=DateState.PLANNED)

    def held(self) -> Self:
        """Dates that took place and are over."""
        return self.planned().filter(ends__lte=timezone.now())

    def ahead(self) -> Self:
        """Dates that take place and are not over, next first."""
        return self.planned().filter(ends__gt=timezone.now()).order_by("starts", "id")

    def upcoming(self) -> Self:
        """Dates that take place and have not begun, next first."""
        return self.planned().filter(starts__gt=timezone.now()).order_by("starts", "id")


def organisations_offering() -> models.QuerySet[Any, Any]:
    """The ids of organisations with a public date to come, for the search of the registry."""
    dates = apps.get_model("parentwork", "WorkshopDate").objects.public().upcoming()
    return dates.order_by().values("workshop__organisation")


def _last(events: Any, **of: OuterRef) -> Subquery:
    """When the last of the events was; NULL, which `Greatest` passes over, where there are none."""
    return Subquery(events.objects.filter(**of).order_by("-pgh_created_at").values("pgh_created_at")[:1])


def _number(rows: models.QuerySet[Any]) -> Coalesce:
    return Coalesce(Subquery(rows.values("sum")), 0, output_field=models.IntegerField())


WorkshopManager = models.Manager.from_queryset(WorkshopQuerySet)
WorkshopDateManager = models.Manager.from_queryset(WorkshopDateQuerySet)
