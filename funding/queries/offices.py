from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q

from funding.choices import READERS_OF_SUMS, REVIEWERS, OfficeLevel

if TYPE_CHECKING:
    from portal.accounts.models import User
    from portal.places.models import District, Land


def reviewed_by(user: "User") -> models.QuerySet[Any]:
    """The ids of the Offices whose requests `user` reviews."""
    return user.office_memberships.filter(role__in=REVIEWERS).values("office")


def counted_by(user: "User") -> models.QuerySet[Any]:
    """The ids of the Offices whose sums `user` reads."""
    return user.office_memberships.filter(role__in=READERS_OF_SUMS).values("office")


class OfficeQuerySet(models.QuerySet[Any]):
    """Authorities, as entries of the directory and as desks."""

    def listed(self) -> Self:
        """Entries of the public directory."""
        return self.filter(listed=True)

    def publishing(self) -> Self:
        """Those that publish their grants as open data, by name."""
        return self.filter(publishes_grants=True).order_by("name")

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Offices whose desk `user` may open: those whose requests he or she reviews."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(pk__in=reviewed_by(user))

    def counted_by(self, user: "User | AnonymousUser") -> Self:
        """Offices whose sums `user` reads, each with `reviews`: whether the requests behind them too."""
        if not user.is_authenticated:
            return self.none()
        reviews = Exists(reviewed_by(user).filter(office=OuterRef("pk")))
        return self.filter(pk__in=counted_by(user)).annotate(reviews=reviews)

    def responsible_for(self, land: "Land", district: "District | None" = None) -> Self:
        """Contact points for somebody in `land`, and those of the district where there are any."""
        here = Q(districts__isnull=True)
        if district is not None:
            here |= Q(districts=district)
        return self.filter(here, Q(land=land) | Q(level=OfficeLevel.FEDERAL)).distinct()


OfficeManager = models.Manager.from_queryset(OfficeQuerySet)
