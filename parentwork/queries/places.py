from typing import Any, Self

from django.db import models

from parentwork.queries.members import Person, member


class VenueQuerySet(models.QuerySet[Any]):
    """Places of organisations."""

    def visible_to(self, user: Person) -> Self:
        seen = member(user, "organisation")
        return self.none() if seen is None else self.filter(seen)


class SchoolQuerySet(models.QuerySet[Any]):
    """Schools of the Länder, public facts."""


VenueManager = models.Manager.from_queryset(VenueQuerySet)
SchoolManager = models.Manager.from_queryset(SchoolQuerySet)
