from datetime import date
from typing import Any, Self

from django.db import models
from django.utils import timezone

from organisations.choices import ListingState
from parentwork.choices import DateState, WorkshopState
from parentwork.queries.evidence import Evidence, gather
from parentwork.queries.members import Person, family_reader, member


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

    def planned(self) -> Self:
        return self.filter(state=DateState.PLANNED)

    def upcoming(self) -> Self:
        """Dates that take place and have not begun, next first."""
        return self.planned().filter(starts__gt=timezone.now()).order_by("starts", "id")


WorkshopManager = models.Manager.from_queryset(WorkshopQuerySet)
WorkshopDateManager = models.Manager.from_queryset(WorkshopDateQuerySet)
