"""For whom a network may act."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from organisations.choices import Role
from organisations.queries.networks import belonging

if TYPE_CHECKING:
    from portal.accounts.models import User


class MandateQuerySet(models.QuerySet[Any]):
    """What members let their networks do."""

    def running(self, day: date) -> Self:
        """Not ended, and the member still belongs to the network, which the portal has not hidden."""
        return self.filter(belonging(day), revoked=None, until__gte=day)

    def held_by(self, user: "User | AnonymousUser") -> Self:
        """Those of networks that `user` coordinates."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(umbrella__memberships__user=user, umbrella__memberships__role=Role.COORDINATOR)

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """For the coordinators of both sides."""
        if not user.is_authenticated:
            return self.none()
        sides = (
            Q(**{f"{side}__memberships__user": user, f"{side}__memberships__role": Role.COORDINATOR})
            for side in ("member", "umbrella")
        )
        return self.filter(next(sides) | next(sides)).distinct()

    def over_before(self, moment: datetime) -> Self:
        """Ended before `moment`, by a click or by their day."""
        return self.filter(Q(revoked__lt=moment) | Q(revoked=None, until__lt=moment.date()))


MandateManager = models.Manager.from_queryset(MandateQuerySet)
