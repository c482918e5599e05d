"""Who sees and answers who asks to look after an entry."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models

from organisations.choices import HIDDEN, ClaimKind, ClaimState, Role

if TYPE_CHECKING:
    from portal.accounts.models import User


class ClaimQuerySet(models.QuerySet[Any]):
    """Who asks to look after which entry."""

    def unanswered(self) -> Self:
        """Those that nobody has answered, overdue ones included."""
        return self.filter(state=ClaimState.OPEN)

    def recoveries_of(self, user: "User | AnonymousUser") -> Self:
        """Unanswered recoveries of organisations that `user` coordinates: he or she may object."""
        if not user.is_authenticated:
            return self.none()
        own = {"organisation__memberships__user": user}
        rows = self.unanswered().filter(kind=ClaimKind.RECOVERY)
        return rows.filter(**own, organisation__memberships__role=Role.COORDINATOR)

    def overdue(self, moment: datetime) -> Self:
        """Those that nobody has answered in time."""
        return self.unanswered().filter(ends__lte=moment)

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Claims that name a network which `user` coordinates and is not hidden; portal staff sees all."""
        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self.all()
        own = self.filter(umbrella__memberships__user=user, umbrella__memberships__role=Role.COORDINATOR)
        return own.exclude(umbrella__state__in=HIDDEN)


ClaimManager = models.Manager.from_queryset(ClaimQuerySet)
