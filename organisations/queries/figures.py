"""Whose figures count in the sums of which network."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models

from organisations.choices import Role
from organisations.queries.networks import belonging

if TYPE_CHECKING:
    from portal.accounts.models import User


class ConsentQuerySet(models.QuerySet[Any]):
    """That the figures of members count."""

    def running(self, day: date) -> Self:
        """Not withdrawn, and the member still belongs to the network, which the portal has not hidden."""
        return self.filter(belonging(day), withdrawn=None)

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """For the coordinators of the member. Its network learns how many there are, and not whose."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(member__memberships__user=user, member__memberships__role=Role.COORDINATOR)

    def withdrawn_before(self, moment: datetime) -> Self:
        return self.filter(withdrawn__lt=moment)


ConsentManager = models.Manager.from_queryset(ConsentQuerySet)
