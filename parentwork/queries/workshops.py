from datetime import date, datetime, time, timedelta
from typing import Any, Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import (
    Count,
    Exists,
    ExpressionWrapper,
    Func,
    Max,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Greatest, TruncDate
from django.utils import timezone

from organisations.choices import ListingState
from parentwork.choices import (
    AssignmentState,
    CountKind,
    DateState,
    HelperRole,
    SeatState,
    VenueKind,
    WorkshopState,
)
from parentwork.queries.evidence import Evidence, gather
from parentwork.queries.members import Person, family_reader, member
from portal.lib.dates import BERLIN, at_berlin, today
from portal.lib.geo import bounding_box, distance_km, inside

_IN_CALENDARS = (
    "starts", "ends", "state", "version", "workshop__public_id", "workshop__updated",
    *(f"workshop__title_{code.replace('-', '_')}" for code, _name in settings.LANGUAGES),
    "venue__kind", "venue__name", "venue__street", "venue__is_public",
    "venue__postal_code__code", "venue__postal_code__place",
)  # fmt: skip


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
        """Dates whose families `user` may see: all to who plans, to who helps those to which she agreed."""
        seen = family_reader(user, "workshop__organisation", date=OuterRef("pk"))
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

    def with_who_came(self) -> Self:
        """Annotates `adults_came` and `cared_for_came` of recorded dates, with a booking or without one."""
        rows = apps.get_model("parentwork", "Attendance").objects.filter(seat__date=OuterRef("pk"))
        ticked = rows.order_by().values("seat__date")
        counts = apps.get_model("parentwork", "Headcount").objects.filter(date=OuterRef("pk"))
        others = counts.exclude(kind=CountKind.BOOKED).order_by().values("date")
        return self.annotate(
            adults_came=_number(ticked.annotate(sum=Sum("adults")))
            + _number(others.annotate(sum=Sum("adults"))),
            cared_for_came=_number(ticked.annotate(sum=Sum("cared_for")))
            + _number(others.annotate(sum=Sum("cared_for"))),
        )

    def with_dates_ahead(self) -> Self:
        """Annotates `dates_ahead`: how many dates of the same workshop are to come."""
        coming = self.model.objects.upcoming().filter(workshop=OuterRef("workshop")).order_by()
        return self.annotate(dates_ahead=_number(coming.values("workshop").annotate(sum=Count("pk"))))

    def with_helpers(self) -> Self:
        """As `with_carers()`, and annotates `has_lead`: somebody has agreed to lead; `has_responsible_carer`:
        one of the carers is responsible for the childcare of the workshop; `asks`: somebody is asked.
        """
        helpers = apps.get_model("parentwork", "Assignment").objects.filter(date=OuterRef("pk"))
        agreed = helpers.filter(state=AssignmentState.AGREED)
        carers = agreed.filter(role=HelperRole.CHILDCARE)
        return self.with_carers().annotate(
            asks=Exists(helpers.filter(state=AssignmentState.ASKED)),
            has_lead=Exists(agreed.filter(role=HelperRole.LEAD)),
            has_responsible_carer=Exists(carers.filter(helper=OuterRef("workshop__child_carer"))),
        )

    def with_carers(self) -> Self:
        """Annotates `carers`: how many have agreed to look after the children; `checked_carers`: of how many
        of them a certificate of conduct was seen that counts on that day, as `Helper.certificate_holds_on`.
        """
        carers = apps.get_model("parentwork", "Assignment").objects.filter(
            date=OuterRef("pk"), state=AssignmentState.AGREED, role=HelperRole.CHILDCARE
        )
        years = Func(
            Value(settings.CERTIFICATE_VALID_YEARS), function="make_interval",
            output_field=models.DurationField(),
        )  # fmt: skip
        since = ExpressionWrapper(
            TruncDate("starts", tzinfo=BERLIN) - years, output_field=models.DateTimeField()
        )
        checked = carers.filter(
            helper__certificate_seen__lte=today(),
            helper__certificate_seen__gte=Cast(since, models.DateField()),
        )
        return self.annotate(
            carers=_number(carers.order_by().values("date").annotate(sum=Count("pk"))),
            checked_carers=_number(checked.order_by().values("date").annotate(sum=Count("pk"))),
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

    def understood_in(self, language: str) -> Self:
        """Dates on which this language is spoken, or somebody interprets into it on request."""
        spoken = Q(workshop__languages__contains=[language])
        return self.filter(spoken | Q(workshop__interpreting__contains=[language]))

    def unrecorded(self) -> Self:
        """Dates that are over and for which nobody has typed in who came, the latest first."""
        over = self.planned().filter(ends__lt=timezone.now(), recorded__isnull=True)
        return over.exclude(workshop__state=WorkshopState.DRAFT).order_by("-starts", "-id")

    def for_pages(self) -> Self:
        """With all that a list shows of them, in one query."""
        shown = self.select_related("workshop__organisation", "workshop__format", "venue__postal_code")
        return shown.with_places().with_dates_ahead()

    def for_calendars(self) -> Self:
        """Coming dates for calendars that subscribe, cancelled ones too: a calendar keeps what it knows."""
        rows = self.filter(
            workshop__state__in=[WorkshopState.PUBLISHED, WorkshopState.CANCELLED],
            workshop__organisation__state=ListingState.LISTED,
            starts__gt=timezone.now(),
        )
        # Of columns that a calendar does not show there are a hundred, the texts of ten languages among them.
        shown = rows.select_related("workshop", "venue__postal_code").only(*_IN_CALENDARS)
        return shown.order_by("starts", "id")

    def in_room(self, venue: Any, starts: datetime, ends: datetime) -> Self:
        """Dates, of drafts too, that take up the place `venue` at that time; none online."""
        if venue.is_online:
            return self.none()
        return self.planned().filter(venue=venue, starts__lt=ends, ends__gt=starts)

    def colliding(self) -> Self:
        """Dates ahead at whose time another one ahead takes up the same place, in the order of time."""
        others = self.model.objects.ahead().filter(
            venue=OuterRef("venue"), starts__lt=OuterRef("ends"), ends__gt=OuterRef("starts")
        )
        return self.ahead().filter(Exists(others.order_by().exclude(pk=OuterRef("pk"))))

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
