from typing import Any, Self

from django.db import models

from parentwork.queries.members import Person, family_reader


class HelperQuerySet(models.QuerySet[Any]):
    """Helpers of organisations."""

    def visible_to(self, user: Person) -> Self:
        seen = family_reader(user, "organisation")
        return self.none() if seen is None else self.filter(seen)

    def active(self) -> Self:
        return self.filter(is_active=True)


class VolunteerHoursQuerySet(models.QuerySet[Any]):
    """Unpaid hours."""

    def visible_to(self, user: Person) -> Self:
        seen = family_reader(user, "workshop__organisation")
        return self.none() if seen is None else self.filter(seen)

    def confirmed(self) -> Self:
        return self.filter(confirmed__isnull=False)

    def unconfirmed(self) -> Self:
        return self.filter(confirmed__isnull=True)


HelperManager = models.Manager.from_queryset(HelperQuerySet)
VolunteerHoursManager = models.Manager.from_queryset(VolunteerHoursQuerySet)
