from typing import Any, Self

from django.db import models

from organisations.choices import Role
from parentwork.queries.members import Person
from portal.lib.dates import today


class ListOpeningQuerySet(models.QuerySet[Any]):
    """Lines of the log of lists with names."""

    def visible_to(self, user: Person) -> Self:
        """The coordinators of the organisation whose families stand on the lists."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            organisation__memberships__user=user,
            organisation__memberships__role=Role.COORDINATOR,
        )

    def due(self) -> Self:
        """Those that have reached their deletion date."""
        return self.filter(delete_on__lte=today())


ListOpeningManager = models.Manager.from_queryset(ListOpeningQuerySet)
