"""Who sees which organisation. What somebody may do is said in `rules`."""

from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from organisations.choices import ListingState

if TYPE_CHECKING:
    from portal.accounts.models import User


class OrganisationQuerySet(models.QuerySet[Any]):
    """Organisations of the registry."""

    def public(self) -> Self:
        """Entries that the public sees: listed ones whole, unclaimed ones by name and town."""
        return self.exclude(state=ListingState.SUSPENDED)

    def listed(self) -> Self:
        """Entries with a public page."""
        return self.filter(state=ListingState.LISTED)

    def of(self, user: "User | AnonymousUser") -> Self:
        """Organisations in which `user` is a member, whatever the role."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(memberships__user=user)

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Organisations whose inner pages `user` may open: its members and portal staff."""
        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self.all()
        return self.filter(Q(memberships__user=user)).distinct()


OrganisationManager = models.Manager.from_queryset(OrganisationQuerySet)
